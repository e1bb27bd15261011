package alpi.daemon.profile;

import alpi.alp.rpc.ErrorCode;
import alpi.alp.rpc.Problem;
import alpi.daemon.base.Secret;
import java.util.Optional;

/// Who keeps values of secrets besides our own file: the keyring of the desktop. Every question may
/// fail with a `Problem` that says what to do; nothing is ever put elsewhere instead.
public interface Vault {
  /// A machine without a keyring.
  Vault NONE =
      new Vault() {
        @Override
        public boolean present() {
          return false;
        }

        @Override
        public Optional<Secret> read(String name) {
          throw absent();
        }

        @Override
        public void write(String name, Secret value) {
          throw absent();
        }

        @Override
        public void remove(String name) {
          throw absent();
        }
      };

  /// Whether there is one to ask now. Starts nothing.
  boolean present();

  /// The value of a secret; empty when the keyring has none of that name.
  Optional<Secret> read(String name);

  void write(String name, Secret value);

  /// Forgets a secret, if there is one.
  void remove(String name);

  /// What is said where a keyring is needed and there is none.
  static Problem absent() {
    return Problem.of(
        ErrorCode.STORAGE,
        "The keyring of this desktop cannot be reached.",
        "Log in to the desktop and unlock it, or set the secret anew with --keep file.");
  }
}
