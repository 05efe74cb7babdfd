using Rouse.Fuzz.Targets;

namespace Rouse.Fuzz;

/// <summary>Does with the bytes what a server does, and throws where something does not hold.</summary>
delegate void TargetBody(ReadOnlySpan<byte> data);

/// <summary>One way from the network into the program, and what must hold whatever comes along it.</summary>
/// <param name="Name">As on the command line, and the folder of what was found.</param>
/// <param name="Run">Throws on a finding.</param>
/// <param name="Seeds">What is damaged first.</param>
sealed record FuzzTarget(string Name, TargetBody Run, IReadOnlyList<byte[]> Seeds)
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("datagram", ParserTarget.Run, Fuzz.Seeds.Messages),
        new("stream", FramerTarget.Run, Fuzz.Seeds.Streams),
        new("written", RoundTripTarget.Run, Fuzz.Seeds.Messages),
        new("edited", EditsTarget.Run, Fuzz.Seeds.Edits),
        new("uri", UriTarget.Run, Fuzz.Seeds.Values),
        new("address", NameAddressTarget.Run, Fuzz.Seeds.Values),
        new("via", ViaTarget.Run, Fuzz.Seeds.Values),
        new("parameters", ParameterListTarget.Run, Fuzz.Seeds.Values),
        new("digest", DigestTarget.Run, Fuzz.Seeds.Digests),
        new("push", PushTarget.Run, Fuzz.Seeds.PushParameters),
        new("sdp", SdpTarget.Run, Fuzz.Seeds.Descriptions),
        new("stun", StunTarget.Run, Fuzz.Seeds.Stun),
    ];

    /// <summary>What was found before and is repaired.</summary>
    public IReadOnlyList<byte[]> Found { get; } = Fuzz.Seeds.Read(Path.Combine("found", Name), "*.bin");

    public static FuzzTarget? Find(string name) => All.FirstOrDefault(target => target.Name == name);

    public override string ToString() => Name;
}
