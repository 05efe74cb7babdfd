using Rouse.Server.Authentication;
using Rouse.Users;

namespace Rouse.Server.Tests.Commands;

public sealed class UsersFileTextTests
{
    static readonly Account Carol = new("carol", "example.org", null, new string('0', 32), new string('1', 64));

    static readonly string Line = $"carol@example.org md5:{new string('0', 32)} sha256:{new string('1', 64)} ;";

    [Theory]
    [InlineData("", "", "\n")]
    [InlineData("# a\n", "# a\n", "\n")]
    [InlineData("# a", "# a\n", "\n")]
    [InlineData("# a\r\n", "# a\r\n", "\r\n")]
    [InlineData("# a\r\n# b", "# a\r\n# b\r\n", "\r\n")]
    public void Account_is_added_as_a_line_of_its_own(string text, string before, string end)
    {
        var added = UsersFileText.Add(text, Carol);

        Assert.Equal(before + Line + end, added);
        Assert.Equal([Carol], UsersFile.Parse(added, "f").Accounts);
    }

    [Theory]
    [InlineData("a\nb\nc\n", 1, "b\nc\n")]
    [InlineData("a\nb\nc\n", 2, "a\nc\n")]
    [InlineData("a\nb\nc", 3, "a\nb\n")]
    [InlineData("a\r\nb\r\nc\r\n", 2, "a\r\nc\r\n")]
    [InlineData("a\rb\rc", 2, "a\rc")]
    [InlineData("\n\n b\nc", 3, "\n\nc")]
    [InlineData("a\u2028b\nc", 2, "a\u2028c")]
    public void Line_is_removed_as_the_file_counts_its_lines(string text, int number, string rest) =>
        Assert.Equal(rest, UsersFileText.Remove(text, number));
}
