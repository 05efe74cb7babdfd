using Rouse.Push.Http;

namespace Rouse.Push.Tests.Http;

public sealed class CallUuidTests
{
    // Made with Python: uuid.uuid5(uuid.UUID("5c03f453-b9fa-4b20-8900-44891e44175c"), call_id).
    [Theory]
    [InlineData("a84b4c76e66710@pc33.atlanta.com", "65fd1ea2-2f6f-588d-b76f-547bfcdb1641")]
    [InlineData("A84b4c76e66710@pc33.atlanta.com", "d0288b0b-9ade-56c9-b37e-8de89e8704f5")]
    [InlineData("~-.!%*_+`'", "e59cc1e1-41d8-57df-8599-14bbee836a26")]
    [InlineData("Grüße@🐓", "d8eb8091-8a8b-5841-ba64-434e2a78ae2d")]
    [InlineData("", "f4a319b9-ae97-5071-a605-7f0191b35868")]
    public void Uuid_is_the_one_that_others_compute_from_the_call_id(string callId, string uuid) =>
        Assert.Equal(uuid, CallUuid.Of(callId).ToString());

    [Fact]
    public void Long_call_id_has_a_uuid_too() =>
        Assert.Equal("9fdc9d99-7890-5c4f-80fa-edf2a063189c", CallUuid.Of(new string('x', 5000)).ToString());

    [Fact]
    public void Name_space_never_changes() =>
        Assert.Equal("5c03f453-b9fa-4b20-8900-44891e44175c", CallUuid.Namespace.ToString());
}
