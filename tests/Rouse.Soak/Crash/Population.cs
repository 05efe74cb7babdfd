using Rouse.Soak.Server;
using Rouse.Soak.Sip;

namespace Rouse.Soak.Crash;

/// <summary>
/// Who lives on the server: phones with several accounts on one UDP port, phones behind shared TCP connections, some without instance, and
/// addresses with one to four phones.
/// </summary>
sealed class Population : IDisposable
{
    const int Addresses = 160;
    const int UdpPhones = 40;
    const int LinesOfUdpPhone = 4;
    const int TcpConnections = 8;
    const int LinesOfTcpConnection = 25;

    readonly List<UdpPath> _udp = [];
    readonly List<TcpPath> _tcp = [];

    public Population(ServerFolder folder)
    {
        Aors = [.. Users.Select(user => new Aor(user))];
        for (var i = 0; i < UdpPhones; i++)
        {
            var path = new UdpPath(folder.Sip);
            _udp.Add(path);
            // One phone in eight names itself by no instance: then its port has none of the others.
            var instance = i % 8 == 7 ? null : $"urn:uuid:00000000-0000-4000-8000-{i:x12}";
            for (var j = 0; j < LinesOfUdpPhone; j++)
                Add(Aors[((i * LinesOfUdpPhone) + j) % Addresses], path, instance);
        }
        for (var i = 0; i < TcpConnections * LinesOfTcpConnection; i++)
        {
            if (i % LinesOfTcpConnection == 0)
                _tcp.Add(new TcpPath(folder.Sip));
            var instance = i % 5 == 4 ? null : $"urn:uuid:00000000-0000-4000-8001-{i:x12}";
            // Uneven: some addresses have one phone, some four.
            Add(Aors[i % 3 == 0 ? i * 7 % (Addresses / 4) : i % Addresses], _tcp[^1], instance);
        }
    }

    public static IEnumerable<string> Users => Enumerable.Range(0, Addresses).Select(number => $"user{number}");

    public IReadOnlyList<Aor> Aors { get; }

    public List<Line> Lines { get; } = [];

    public IEnumerable<ISipPath> Paths => [.. _udp, .. _tcp];

    public Task OpenAsync() => Task.WhenAll(Paths.Select(path => path.OpenAsync()));

    public Task DrainAsync() => Task.WhenAll(Paths.Select(path => path.DrainAsync()));

    public void Dispose()
    {
        _udp.ForEach(path => path.Dispose());
        _tcp.ForEach(path => path.Dispose());
    }

    void Add(Aor aor, ISipPath path, string? instance)
    {
        var line = new Line(Lines.Count, aor, path, instance);
        Lines.Add(line);
        aor.Lines.Add(line);
    }
}
