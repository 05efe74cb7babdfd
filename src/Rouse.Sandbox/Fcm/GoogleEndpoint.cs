using Microsoft.AspNetCore.Http;
using Rouse.Sandbox.Hosting;

namespace Rouse.Sandbox.Fcm;

/// <summary>FCM and the token endpoint on one port: two hosts of Google's, told apart by path.</summary>
internal sealed class GoogleEndpoint(OAuthEndpoint oauth, FcmEndpoint fcm) : IServiceEndpoint
{
    public Task AnswerAsync(HttpContext http)
    {
        var forToken = http.Request.Path == OAuthEndpoint.Path && http.Request.Method == HttpMethods.Post;
        return forToken ? oauth.AnswerAsync(http) : fcm.AnswerAsync(http);
    }
}
