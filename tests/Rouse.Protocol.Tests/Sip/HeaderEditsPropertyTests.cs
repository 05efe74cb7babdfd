using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

/// <summary>Random edits give what a naive model gives, whatever their order.</summary>
public sealed class HeaderEditsPropertyTests
{
    const int Rounds = 2_000;

    static readonly HeaderName[] Names =
    [
        HeaderName.Via, HeaderName.Route, HeaderName.RecordRoute, HeaderName.Contact, HeaderName.MaxForwards, HeaderName.Path,
        HeaderName.Supported,
    ];

    static readonly SipRequest Request = Wire.Request("""
        INVITE sip:bob@example.org SIP/2.0
        Via: SIP/2.0/UDP one , SIP/2.0/UDP two,SIP/2.0/UDP three
        Route: <sip:r1;lr>
        Max-Forwards: 70
        v: SIP/2.0/UDP four
        m: "x, y" <sip:c1>, <sip:c2>
        X-Other: x
        Route: <sip:r2;lr>, <sip:r3;lr>
        Record-Route: <sip:rr1>

        body
        """);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_edits_give_what_the_model_gives(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var message = new OutgoingMessage(Request);
            var model = new EditModel(Request);
            var count = random.Next(12);
            for (var i = 0; i < count; i++)
            {
                Edit(random, message.Edits, model, i);
                foreach (var name in Names)
                    Assert.Equal(model.Values(name).FirstOrDefault(""), Wire.Text(message.First(name)));
            }
            AssertWritten(message, model);
        }
    }

    [Fact]
    public void Forks_of_forks_do_not_touch_each_other()
    {
        var random = new Random(4);
        for (var round = 0; round < Rounds / 10; round++)
        {
            List<(OutgoingMessage Message, EditModel Model)> forks = [(new OutgoingMessage(Request), new EditModel(Request))];
            for (var i = 0; i < 20; i++)
            {
                var (message, model) = forks[random.Next(forks.Count)];
                if (random.Next(4) == 0)
                    forks.Add((message.Fork(), model.Fork()));
                else
                    Edit(random, message.Edits, model, i);
            }
            foreach (var (message, model) in forks)
                AssertWritten(message, model);
        }
    }

    static void Edit(Random random, HeaderEdits edits, EditModel model, int number)
    {
        var name = Names[random.Next(Names.Length)];
        var value = $"<sip:new{number}>";
        switch (random.Next(7))
        {
            case 0 or 1:
                edits.Prepend(name, Wire.Memory(value));
                model.Prepend(name, value);
                break;
            case 2:
                edits.Append(name, Wire.Memory(value));
                model.Append(name, value);
                break;
            case 3:
                edits.RemoveFirst(name);
                model.RemoveFirst(name);
                break;
            case 4:
                edits.RemoveAll(name);
                model.RemoveAll(name);
                break;
            default:
                ReplaceOrRemove(edits, model, random.Next(Request.Headers.Count), random.Next(2) == 0 ? value : null);
                break;
        }
    }

    static void ReplaceOrRemove(HeaderEdits edits, EditModel model, int index, string? value)
    {
        if (value is null)
            edits.Remove(index);
        else
            edits.Replace(index, Wire.Memory(value));
        model.Set(Request.Headers[index].Name, index, value);
    }

    static void AssertWritten(OutgoingMessage message, EditModel model)
    {
        var written = Wire.Message(SipWriter.Write(message));

        Assert.Null(written.Defect);
        foreach (var name in Names)
            Assert.Equal(model.Values(name), Wire.Values(written, name));
        Assert.Equal(model.Values(HeaderName.Other), Wire.Values(written, HeaderName.Other));
        Assert.Equal("body", Wire.Text(written.Body));
    }
}
