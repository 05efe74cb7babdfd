using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Rouse.Metrics;
using Rouse.Reloading;
using Rouse.Server.Admin;
using Rouse.Users;

namespace Rouse.Admin;

/// <summary>What can be asked over HTTP, and in which form it is answered.</summary>
sealed class AdminEndpoints(
    AdminQueries queries, UsersReload? users = null, Func<ReloadReport>? reload = null, PrometheusExporter? metrics = null)
{
    const string Calls = "/calls";
    const string Healthy = "/healthz";
    const string Alive = "/livez";

    /// <summary>A screen of calls; own decision.</summary>
    public const int UsualCalls = 50;

    /// <summary>More than anybody reads, and soon printed; own decision.</summary>
    public const int UsualBindings = 100;

    /// <summary>As many; own decision.</summary>
    public const int UsualBans = 100;

    /// <summary>Apple and Google answer in a second or not at all; the client waits a little longer.</summary>
    static readonly TimeSpan PushPatience = TimeSpan.FromSeconds(30);

    public Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "";
        return (request.Method, path) switch
        {
            ("GET" or "HEAD", Healthy) => WriteHealthAsync(context, queries.Health()),
            ("GET" or "HEAD", Alive) => WriteHealthAsync(context, queries.Liveness()),
            ("GET", "/metrics") when metrics != null => WriteMetricsAsync(context, metrics),
            ("GET", "/trace") => TraceAsync(context),
            ("GET", "/status") => WriteAsync(context, queries.Status(), AdminJson.Default.StatusReport),
            ("GET", Calls) => ListCallsAsync(context),
            ("GET", _) when path.StartsWith(Calls + "/", StringComparison.Ordinal) => FindCallAsync(context),
            ("GET", "/bindings") => ListBindingsAsync(context),
            ("GET", "/bans") => ListBansAsync(context),
            ("POST", "/bans/lift") => LiftBansAsync(context),
            ("POST", "/push") => PushAsync(context),
            ("POST", "/users/reload") => ReloadUsersAsync(context),
            ("POST", "/reload") when reload is not null => WriteAsync(context, reload(), AdminJson.Default.ReloadReport),
            _ => RefuseAsync(context, StatusCodes.Status404NotFound, $"there is no {request.Method} {path}"),
        };
    }

    /// <summary>Whether anybody may ask: what looks after a server from outside often cannot show a token.</summary>
    public static bool IsOpenToAll(HttpContext context) => context.Request.Path.Value is Healthy or Alive;

    public static Task RefuseAsync(HttpContext context, int status, string detail)
    {
        if (context.Response.HasStarted)
            return Task.CompletedTask;
        context.Response.StatusCode = status;
        context.Response.ContentType = Problem.MediaType;
        return JsonSerializer.SerializeAsync(
            context.Response.Body, new Problem(status, detail), AdminJson.Default.Problem, context.RequestAborted);
    }

    Task ListCallsAsync(HttpContext context) =>
        TryReadCount(context, UsualCalls, out var count)
            ? WriteAsync(context, queries.Calls(count), AdminJson.Default.CallList)
            : RefuseCountAsync(context);

    Task FindCallAsync(HttpContext context)
    {
        var prefix = LastSegment(context);
        var found = queries.Find(prefix);
        return found.Calls.Count > 0
            ? WriteAsync(context, found, AdminJson.Default.CallList)
            : RefuseAsync(context, StatusCodes.Status404NotFound, $"no call whose id or Call-ID begins with '{prefix}' is remembered");
    }

    Task ListBindingsAsync(HttpContext context) =>
        TryReadCount(context, UsualBindings, out var count)
            ? WriteAsync(context, queries.Bindings(AorOf(context), count), AdminJson.Default.BindingList)
            : RefuseCountAsync(context);

    Task ListBansAsync(HttpContext context) =>
        TryReadCount(context, UsualBans, out var count)
            ? WriteAsync(context, queries.Bans(count), AdminJson.Default.BanList)
            : RefuseCountAsync(context);

    Task LiftBansAsync(HttpContext context)
    {
        var source = context.Request.Query["source"].ToString();
        return queries.LiftBans(source) switch
        {
            null => RefuseAsync(context, StatusCodes.Status400BadRequest, $"'{source}' is no IP address; write 192.0.2.7 or 2001:db8::1"),
            0 => RefuseAsync(context, StatusCodes.Status404NotFound, $"{source} is not banned"),
            { } lifted => WriteAsync(context, new LiftReport(lifted), AdminJson.Default.LiftReport),
        };
    }

    async Task PushAsync(HttpContext context)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(PushPatience);
        var aor = AorOf(context);
        if (await queries.PushAsync(aor, patience.Token) is { } report)
        {
            await WriteAsync(context, report, AdminJson.Default.PushReport);
            return;
        }
        var several = queries.Bindings(aor, 1).Bindings.Count > 0;
        await RefuseAsync(
            context,
            several ? StatusCodes.Status400BadRequest : StatusCodes.Status404NotFound,
            several
                ? $"'{aor}' means more than one user: write user@domain"
                : $"no phone of '{aor}' is registered: there is nothing to push");
    }

    Task ReloadUsersAsync(HttpContext context) => users is null
        ? RefuseAsync(
            context, StatusCodes.Status409Conflict,
            "this server has no users file: authentication is off, or accounts come from a database")
        : WriteAsync(context, users.Run(), AdminJson.Default.UsersReport);

    static Task WriteHealthAsync(HttpContext context, HealthReport health)
    {
        context.Response.StatusCode = health.Problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : WriteAsync(context, health, AdminJson.Default.HealthReport);
    }

    static Task WriteMetricsAsync(HttpContext context, PrometheusExporter metrics)
    {
        context.Response.ContentType = PrometheusText.ContentType;
        return context.Response.WriteAsync(metrics.Write(), context.RequestAborted);
    }

    async Task TraceAsync(HttpContext context)
    {
        var who = context.Request.Query["who"].ToString();
        using var trace = queries.Trace(who);
        if (trace is null)
            await RefuseAsync(
                context, StatusCodes.Status400BadRequest, $"'{who}' is no user and no IP address; write bob, bob@example.org or 192.0.2.7");
        else if (!trace.TryStart())
            await RefuseAsync(
                context, StatusCodes.Status503ServiceUnavailable, $"{LiveTrace.MaxAtOnce} traces are running: end one of them first");
        else
            await TraceStream.WriteAsync(context, trace);
    }

    static string AorOf(HttpContext context) => context.Request.Query["aor"].ToString();

    // Not from the decoded path: there a slash in a Call-ID is still escaped and everything else is not.
    static string LastSegment(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var path = target.Split('?')[0];
        return Uri.UnescapeDataString(path[(path.LastIndexOf('/') + 1)..]);
    }

    static bool TryReadCount(HttpContext context, int usual, out int count)
    {
        count = usual;
        var text = context.Request.Query["count"].ToString();
        if (text.Length == 0)
            return true;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= AdminQueries.MaxCount;
    }

    static Task RefuseCountAsync(HttpContext context) =>
        RefuseAsync(context, StatusCodes.Status400BadRequest, $"count is a number from 1 to {AdminQueries.MaxCount}");

    static Task WriteAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, answer, type, context.RequestAborted);
    }
}
