using Microsoft.Extensions.Options;
using Reprise.Access;
using Reprise.Server.Api;
using Reprise.Store;

namespace Reprise.Server.Access;

/// <summary>
/// Finds out who makes a request, before the gateway and every route. It refuses nobody itself: what is wrong is kept beside the <see cref="Caller"/>, for the
/// gateway to say in a provider's words and for routes to say in ours.
/// </summary>
internal sealed class Entrance(RequestDelegate next, AccessBook book, SignIns signIns, KeyUse use, TimeProvider time, IOptions<AccessOptions> options)
{
    /// <summary>Comes with every change that our page makes: another page cannot send it.</summary>
    public const string PageHeader = "Reprise-Page";

    private readonly AccessOptions _options = options.Value;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<OwnApiCall>() is { } own)
        {
            context.Features.Set(own.Caller);
            return next(context);
        }

        var keys = PresentedKey.TakeOut(context);
        var token = SessionCookie.TakeOut(context);
        if (keys.Count > 0 || token is not null) return KnownAsync(context, keys, token);
        context.Features.Set(Stranger(context));
        return next(context);
    }

    /// <summary>What is wrong with what a request showed; null when nothing is.</summary>
    public static ApiProblem? RefusalOf(HttpContext context) => context.Features.Get<Refusal>()?.Problem;

    /// <summary>Whether somebody who comes this way must say who it is.</summary>
    public static bool AsksForLogin(HttpContext context) => AsksForLogin(context, context.RequestServices.GetRequiredService<IOptions<AccessOptions>>().Value);

    private async Task KnownAsync(HttpContext context, IReadOnlyList<string> keys, string? token)
    {
        ApiProblem? problem = null;
        var caller = Caller.Nobody;
        try
        {
            if (keys.Count > 0) (caller, problem) = await OfKeyAsync(context, keys);
            else (caller, problem) = await OfTokenAsync(context, token!);
        }
        catch (StoreException e)
        {
            problem = ApiProblem.StoreUnavailable(e.Message);
        }

        context.Features.Set(problem is null ? caller : Caller.Nobody);
        if (problem is not null) context.Features.Set(new Refusal(problem));
        await next(context);
    }

    private async ValueTask<(Caller Caller, ApiProblem? Problem)> OfKeyAsync(HttpContext context, IReadOnlyList<string> keys)
    {
        if (keys.Count > 1) return (Caller.Nobody, Refusals.TwoKeys());
        if (!KeyText.TryParse(keys[0], out var text)) return (Caller.Nobody, Refusals.KeyRefused());
        var list = await book.GetAsync(context.RequestAborted);
        var now = time.GetUtcNow();
        if (list.FindKey(text.Id) is not { } key || !text.Matches(key.SecretHash) || !key.IsValid(now)) return (Caller.Nobody, Refusals.KeyRefused());
        use.Note(key, now);
        var caller = Caller.Of(key);
        if (caller.FixedProject is not { } project) return (caller, null);
        var named = context.Request.Headers[RequestProject.Header].ToString();
        if (named.Length > 0 && named != project) return (caller, Refusals.OtherProject(caller));
        context.Request.Headers[RequestProject.Header] = project;
        return (caller, null);
    }

    private async ValueTask<(Caller Caller, ApiProblem? Problem)> OfTokenAsync(HttpContext context, string token)
    {
        var signIn = await signIns.FindAsync(token, context.RequestAborted);
        if (signIn is null) return (Stranger(context), null);
        var list = await book.GetAsync(context.RequestAborted);
        if (list.FindUser(signIn.User) is not { IsDisabled: false } user || signIn.At < user.ValidFrom) return (Stranger(context), null);
        return IsChange(context.Request) && context.Request.Headers[PageHeader].Count == 0 ? (Caller.Nobody, Refusals.NotFromOurPage()) : (Caller.Of(user, list, signIn), null);
    }

    private static bool IsChange(HttpRequest request) => !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);

    private Caller Stranger(HttpContext context)
    {
        if (AsksForLogin(context, _options)) return Caller.Nobody;
        return Loopback.Is(context.Connection.LocalIpAddress) ? Caller.Local : Caller.Anybody;
    }

    private static bool AsksForLogin(HttpContext context, AccessOptions options) => !options.AllowUnauthenticated && (options.RequireLogin || !Loopback.Is(context.Connection.LocalIpAddress));

    private sealed record Refusal(ApiProblem Problem);
}
