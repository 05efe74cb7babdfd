using Microsoft.AspNetCore.Http;

namespace Rouse.Sandbox.Hosting;

/// <summary>Answers the requests that come to one port.</summary>
internal interface IServiceEndpoint
{
    Task AnswerAsync(HttpContext http);
}
