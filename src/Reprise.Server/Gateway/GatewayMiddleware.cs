using Microsoft.AspNetCore.Http.Features;
using Reprise.Server.Access;
using Reprise.Server.Telemetry;

namespace Reprise.Server.Gateway;

/// <summary>
/// Tells calls to a provider from calls to us, by the first segment of the path as it was sent: <c>/{provider}/…</c> and the short form <c>/v1/…</c>. It
/// stands before routing, since the path must go on letter for letter and relayed calls need nothing else of the pipeline.
/// </summary>
internal sealed class GatewayMiddleware(RequestDelegate next, ProviderDirectory providers, Relay relay)
{
    public Task InvokeAsync(HttpContext context)
    {
        var target = TargetOf(context);
        var path = target.AsSpan(1);
        var length = 0;
        while (length < path.Length && ProviderDirectory.IsNameCharacter(path[length])) length++;
        var name = path[..length];
        // The rest is put behind a base URL: were that a bare host, and the rest to begin with '@' or ':', it would name another host or port.
        var isOwnSegment = length == path.Length || path[length] is '/' or '?';
        if (providers.TryGet(name, out var provider) && (isOwnSegment || provider.HasPath)) return RelayAsync(context, provider, target[(1 + length)..]);
        if (name is "v1" && isOwnSegment && !IsTelemetry(target) && ShortFormOf(path) is { } shortForm) return RelayAsync(context, shortForm, target);
        return next(context);
    }

    private Task RelayAsync(HttpContext context, Provider provider, string pathAndQuery) =>
        GatewayGuard.ProblemOf(context) is { } problem ? GatewayGuard.RefuseAsync(context, provider, pathAndQuery, problem) : relay.InvokeAsync(context, provider, pathAndQuery);

    /// <summary>OTLP has its addresses below <c>/v1</c> too; providers have none of those names.</summary>
    private static bool IsTelemetry(ReadOnlySpan<char> target)
    {
        var query = target.IndexOf('?');
        return OtlpEndpoints.IsOurs(query < 0 ? target : target[..query]);
    }

    /// <summary><c>/v1/messages…</c> is Anthropic's, everything else below <c>/v1</c> OpenAI's.</summary>
    private Provider? ShortFormOf(ReadOnlySpan<char> path)
    {
        var rest = path["v1".Length..];
        var isAnthropic = rest.StartsWith("/messages", StringComparison.Ordinal) && (rest.Length == "/messages".Length || rest["/messages".Length] is '/' or '?');
        providers.TryGet(isAnthropic ? "anthropic" : "openai", out var provider);
        return provider;
    }

    private static string TargetOf(HttpContext context)
    {
        var raw = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        // The absolute form ("GET http://host/path") is for forward proxies; take its path.
        return raw.StartsWith('/') ? raw : $"{context.Request.Path.ToUriComponent()}{context.Request.QueryString.ToUriComponent()}" is ['/', ..] path ? path : "/";
    }
}
