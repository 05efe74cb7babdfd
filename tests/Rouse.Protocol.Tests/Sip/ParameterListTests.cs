using Rouse.Protocol.Sip;

namespace Rouse.Protocol.Tests.Sip;

public sealed class ParameterListTests
{
    [Theory]
    [InlineData(";a=1;b=2", "b", "2")]
    [InlineData(";a=1;A=2", "a", "1")]
    [InlineData(";RPORT", "rport", "")]
    [InlineData(";a=", "a", "")]
    [InlineData("; a = 1 ; b", "a", "1")]
    [InlineData(";\r\n a =\r\n 1", "a", "1")]
    [InlineData(";x=\"y;a=1\";a=2", "a", "2")]
    [InlineData(";x=\"\\\";a=1\";a=2", "a", "2")]
    [InlineData(";a=\"b=c\"", "a", "\"b=c\"")]
    [InlineData(";a=b=c", "a", "b=c")]
    [InlineData(";ab=1", "a", null)]
    [InlineData("", "a", null)]
    [InlineData(";", "a", null)]
    [InlineData(";x=\"open;a=1", "a", null)]
    [InlineData("a=1;b", "a", "1")]
    public void A_parameter_is_found(string text, string name, string? value)
    {
        var list = new ParameterList(Wire.Memory(text));

        Assert.Equal(value, list.TryGet(Wire.Memory(name).Span, out var found) ? Wire.Text(found) : null);
        Assert.Equal(value is not null, list.Contains(Wire.Memory(name).Span));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(";a", true)]
    [InlineData(";a=1;b", true)]
    [InlineData("; a = 1 ; b", true)]
    [InlineData(";a=\"x y ; z\"", true)]
    [InlineData(";a=[2001:db8::1]:5060", true)]
    [InlineData(";a=ü", true)]
    [InlineData(";", false)]
    [InlineData(";;a", false)]
    [InlineData(";a;", false)]
    [InlineData(";a=", false)]
    [InlineData(";=1", false)]
    [InlineData(";a b", false)]
    [InlineData(";a=b c", false)]
    [InlineData(";a=\"x\"y", false)]
    [InlineData(";a=\"x", false)]
    [InlineData(";a=x\"", false)]
    [InlineData(";a=<b>", false)]
    [InlineData(";ü=1", false)]
    public void The_form_of_all_is_judged(string text, bool isWellFormed)
    {
        Assert.Equal(isWellFormed, new ParameterList(Wire.Memory(text)).IsWellFormed);
    }

    [Theory]
    [InlineData(";a=1;b;c=\"x;y\"", ";a=1|;b|;c=\"x;y\"")]
    [InlineData(";;a;", ";|;a|;")]
    [InlineData("; a = 1 ; b ", "; a = 1 |; b ")]
    public void The_parameters_are_the_whole_text(string text, string parts)
    {
        var found = new List<string>();
        foreach (var parameter in new ParameterList(Wire.Memory(text)))
            found.Add(Wire.Text(parameter.Text));

        Assert.Equal(parts.Split('|'), found);
    }

    [Fact]
    public void A_flag_is_no_empty_value()
    {
        var flags = new List<bool>();
        foreach (var parameter in new ParameterList(Wire.Memory(";a;b=")))
            flags.Add(parameter.HasValue);

        Assert.Equal([false, true], flags);
    }
}
