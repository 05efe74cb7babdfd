using Rouse.Server.Transport;

namespace Rouse.Server.Tests.Transport;

public sealed class PortableTcpTransportTests() : TcpTransportContract(loops: 0);

public sealed class LoopTcpTransportTests() : TcpTransportContract(StreamLoops.Usual);

public sealed class PortableTcpFlowTests() : TcpFlowContract(loops: 0);

public sealed class LoopTcpFlowTests() : TcpFlowContract(StreamLoops.Usual);

public sealed class PortableTlsTransportTests() : TlsTransportContract(loops: 0);

public sealed class LoopTlsTransportTests() : TlsTransportContract(StreamLoops.Usual);
