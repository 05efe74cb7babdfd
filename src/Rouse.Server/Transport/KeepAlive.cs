namespace Rouse.Server.Transport;

/// <summary>How often phones are asked to show themselves: <c>Flow-Timer</c> (RFC 5626 §4.4.1), <c>keep</c> (RFC 6223).</summary>
static class KeepAlive
{
    /// <summary>
    /// What RFC 5626 §4.4.1 has phones do by themselves on a connection, and within the time for which they count as awake.
    /// </summary>
    const int Connection = 120;

    /// <summary>RFC 5626 §4.4.2: a NAT may forget a UDP address after 30 s.</summary>
    const int Datagrams = 29;

    public static int SecondsOf(Flow flow) => flow.IsReliable ? Connection : Datagrams;
}
