using System.Runtime.Versioning;
using Xunit.Sdk;
using Xunit.v3;

// Signals, network namespaces and Debian's packages.
[assembly: SupportedOSPlatform("linux")]

// One scene at a time: each has a server, two phones and their audio on few cores.
[assembly: Parallelization(Mode = ParallelMode.None)]
