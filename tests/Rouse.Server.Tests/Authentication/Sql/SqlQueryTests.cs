using Rouse.Server.Authentication.Sql;

namespace Rouse.Server.Tests.Authentication.Sql;

public class SqlQueryTests
{
    [Theory]
    [InlineData("select p from t where u = @user", "select p from t where u = @user", "user")]
    [InlineData("select p from t where u = :user and d=:domain", "select p from t where u = @user and d=@domain", "user domain")]
    [InlineData("select p from t where u = :id", "select p from t where u = @user", "user")]
    [InlineData("select p::text from t where u=@user", "select p::text from t where u=@user", "user")]
    [InlineData("select ':x @y' from t where u=@user", "select ':x @y' from t where u=@user", "user")]
    [InlineData("select \"a:x\", `b@y` from t where u=@user", "select \"a:x\", `b@y` from t where u=@user", "user")]
    [InlineData("select 'it''s @x' from t where u=@user", "select 'it''s @x' from t where u=@user", "user")]
    [InlineData("select 1 -- @x\nwhere u=@user", "select 1 -- @x\nwhere u=@user", "user")]
    [InlineData("select 1 /* :x\n@y */ where u=@user", "select 1 /* :x\n@y */ where u=@user", "user")]
    [InlineData("select @@version where u=@user", "select @@version where u=@user", "user")]
    [InlineData("select 1 where a @> b and u=@user", "select 1 where a @> b and u=@user", "user")]
    [InlineData("select a@user", "select a@user", "user")]
    public void Parameters_are_found_and_nothing_else_is_taken_for_one(string sql, string text, string parameters)
    {
        Assert.True(SqlQuery.TryParse(sql, out var query, out var error), error);
        Assert.Equal(text, query.Text);
        Assert.Equal(parameters.Split(' ').Order(), query.Parameters.Order());
    }

    [Theory]
    [InlineData(" ", "is empty")]
    [InlineData("select 1", "asks for no user; write @user where the user part of the address belongs")]
    [InlineData("select 1 where d=@domain", "asks for no user; write @user where the user part of the address belongs")]
    [InlineData("select 1 where u='@user'", "asks for no user; write @user where the user part of the address belongs")]
    [InlineData("select 1 where u=@usr", "asks for @usr, which is not there; it may ask for @user and @domain")]
    [InlineData("select 1 where u=@user and d=:realm", "asks for @realm, which is not there; it may ask for @user and @domain")]
    [InlineData(
        "select 1 where u=@user and a=:authid",
        "asks for @authid, and it is also asked who can be called: select that name as a column authid instead")]
    public void Wrong_query_is_refused_with_the_reason(string sql, string expected)
    {
        Assert.False(SqlQuery.TryParse(sql, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("select '")]
    [InlineData("select /*")]
    [InlineData("@")]
    [InlineData(":")]
    [InlineData("::")]
    [InlineData("@user@")]
    public void Query_that_breaks_off_does_no_harm(string sql) => SqlQuery.TryParse(sql, out _, out _);
}
