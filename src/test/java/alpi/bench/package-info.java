/// Measurements that decide something: plain mains and JMH benchmarks. Not part of any test run;
/// timing is never asserted.
@NullMarked
package alpi.bench;

import org.jspecify.annotations.NullMarked;
