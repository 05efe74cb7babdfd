using System.Net;

namespace Rouse.Demo;

/// <summary>What the phones of the demo must know of a running server.</summary>
/// <param name="Sip">Its TCP listener.</param>
/// <param name="Domain">Of its users.</param>
/// <param name="DataFolder">Where its admin socket is.</param>
/// <param name="Devices">Where its sandbox delivers pushes.</param>
sealed record DemoServer(IPEndPoint Sip, string Domain, string DataFolder, Uri Devices);
