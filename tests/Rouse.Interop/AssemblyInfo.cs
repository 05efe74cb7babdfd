using Xunit.Sdk;
using Xunit.v3;

// One scene at a time: each has a server, two phones and their audio on few cores.
[assembly: Parallelization(Mode = ParallelMode.None)]
