using System.Text;
using Rouse.Server.Location;
using Rouse.Server.Records;

namespace Rouse.Server.Tests.Records;

public sealed class RecordsFileTests
{
    [Fact]
    public void Address_has_contacts_with_preference_and_path()
    {
        var file = RecordsFile.Parse(
            """
            # fax machines
            <sip:fax@example.org>	<sip:fax@192.0.2.30;transport=tcp>;q=0.5, sip:alice@example.org;q=0.25

            sip:door@example.org  "Door, front" <sip:door@192.0.2.31>;path="<sip:edge.example.net;lr>, <sip:inner.example.net;lr>"
            """,
            "records.txt");

        Assert.Empty(file.Errors);
        Assert.Equal(
            ["sip:fax@192.0.2.30;transport=tcp 0.5", "sip:alice@example.org 0.25", "sip:door@192.0.2.31 1"],
            file.Contacts.Select(contact => FormattableString.Invariant($"{contact.Uri} {contact.Q}")));
        Assert.Equal(
            ["<sip:edge.example.net;lr>", "<sip:inner.example.net;lr>"],
            file.Contacts[2].Path.Select(hop => Encoding.UTF8.GetString(hop.Span)));
    }

    [Theory]
    [InlineData("sip:fax@example.org", "a contact belongs behind the address")]
    [InlineData("fax@example.org sip:a@b.example", "'fax@example.org' is not an address such as sip:fax@example.org")]
    [InlineData("sip:example.org sip:a@b.example", "'sip:example.org' is not an address such as sip:fax@example.org")]
    [InlineData("tel:123 sip:a@b.example", "'tel:123' is not an address such as sip:fax@example.org")]
    [InlineData("sip:fax@example.org tel:123", "'tel:123' is not a contact such as <sip:fax@192.0.2.30>;q=0.5")]
    [InlineData("sip:fax@example.org sip:a@b.example,", "'' is not a contact such as <sip:fax@192.0.2.30>;q=0.5")]
    [InlineData("sip:fax@example.org <sip:a@b.example>;path=\"x\"", "'<sip:a@b.example>;path=\"x\"' is not a contact such as")]
    public void What_is_wrong_is_said_with_its_line(string line, string error)
    {
        var file = RecordsFile.Parse($"# first\n{line}\n", "records.txt");

        Assert.StartsWith($"records.txt:2: {error}", Assert.Single(file.Errors), StringComparison.Ordinal);
        Assert.Empty(file.Contacts);
    }

    [Fact]
    public void Address_stands_in_one_line()
    {
        var file = RecordsFile.Parse("sip:fax@example.org sip:a@b.example\nsip:fax@EXAMPLE.org sip:c@b.example\n", "records.txt");

        Assert.Equal(["records.txt:2: sip:fax@EXAMPLE.org is there already, in line 1"], file.Errors);
    }

    [Fact]
    public void Store_has_those_of_our_domains_best_first()
    {
        var store = new RecordStore(new Domains(["example.org"], "example.org", static (_, _) => false));
        var file = RecordsFile.Parse(
            "sip:f%61x@EXAMPLE.org <sip:a@b.example>;q=0.1, <sip:c@b.example>;q=0.9\nsip:fax@example.net sip:d@b.example\n", "records.txt");

        Assert.Equal(2, store.Replace(file.Contacts));
        Assert.Equal(
            ["sip:c@b.example", "sip:a@b.example"],
            store.Find(new AddressOfRecord("fax", "example.org")).Select(contact => contact.Uri.ToString()));
        Assert.Empty(store.Find(new AddressOfRecord("fax", "example.net")));

        store.Replace([]);
        Assert.Empty(store.Find(new AddressOfRecord("fax", "example.org")));
    }
}
