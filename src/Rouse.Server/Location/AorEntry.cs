using Rouse.Server.Collections;

namespace Rouse.Server.Location;

/// <summary>
/// What a stripe keeps of an address of record. Most have one binding and nothing that is remembered: then it is that binding itself.
/// </summary>
sealed class AorEntry(AddressOfRecord aor, AorState state)
{
    /// <summary>A <see cref="Binding"/> or an <see cref="AorEntry"/>.</summary>
    public static object Of(AddressOfRecord aor, AorState state) =>
        state is { Bindings: [var only], Recent.Length: 0 } ? only : new AorEntry(aor, state);

    /// <param name="entry">Null for one of which nothing is known.</param>
    public static AorState StateOf(object? entry) => entry switch
    {
        null => AorState.Empty,
        Binding only => new AorState([only], []),
        _ => ((AorEntry)entry).State,
    };

    public static AddressOfRecord AorOf(object entry) => entry is Binding only ? only.Aor : ((AorEntry)entry).Aor;

    AddressOfRecord Aor => aor;

    AorState State => state;

    /// <summary>By address.</summary>
    public readonly struct ByAor : IKeyOf<AddressOfRecord, object>
    {
        public static AddressOfRecord KeyOf(object element) => AorOf(element);

        public static uint HashOf(AddressOfRecord key) => (uint)key.GetHashCode();
    }
}
