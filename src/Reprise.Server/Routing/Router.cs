using Reprise.Interactions;
using Reprise.Routing;
using Reprise.Server.Gateway;
using Reprise.Wire;

namespace Reprise.Server.Routing;

/// <summary>
/// Where a relayed call meets its project's routes: behind the security policy and before the cache, so that an answer is kept under the model that gave it. A call of a project
/// without routes passes with one look; one that no route takes goes out as it came.
/// </summary>
internal sealed class Router(Routes routes, ProviderDirectory providers)
{
    /// <summary>True when the client has its answer: a route takes the call and cannot send it anywhere.</summary>
    public ValueTask<bool> RouteAsync(HttpContext http, RelayedCall call, RequestBody body) =>
        // What the server repeats is to go where it is told.
        routes.Of(call.Captured.Project).Count == 0 || http.Features.Get<OwnCall>() is not null || !body.CanSendAgain || !HttpMethods.IsPost(call.Captured.Method) ? new(false) : FindAsync(http, call);

    /// <summary>Where a request of this project would go; null when no route takes it.</summary>
    /// <param name="call">What is known of it.</param>
    /// <param name="asking">Reads what is asked, for routes that go by that.</param>
    /// <param name="tools">Tools that it offers.</param>
    public RouteDecision? Decide(Interaction call, Func<CallReading> asking, int tools)
    {
        return call.Model is { } model && routes.Find(call.Project, model, () => call) is { } route ? Decide(route, call, asking, tools) : null;
    }

    /// <summary>Where a route sends a call that it takes.</summary>
    public static RouteDecision Decide(Reprise.Routing.Route route, Interaction call, Func<CallReading> asking, int tools)
    {
        ComplexityScore? score = null;
        if (route.Values.Strategy == RouteStrategy.Complexity)
        {
            var asked = asking();
            score = Complexity.Of(asked.Prompt, Math.Max(0, call.RequestBytes - (asked.Prompt?.Length ?? 0)), tools);
        }

        var conversation = route.Values.Sticky switch
        {
            RouteStickiness.Session => call.SessionId ?? call.TraceId ?? call.UserId,
            RouteStickiness.User => call.UserId ?? call.SessionId ?? call.TraceId,
            _ => null,
        };
        return route.Decide(conversation, score);
    }

    /// <summary>The provider of a target, or why it cannot be asked.</summary>
    /// <param name="target">Of the route.</param>
    /// <param name="asked">The provider that the client called.</param>
    /// <param name="dialect">What the request is written in.</param>
    public (Provider? Provider, string? Mistake) ProviderOf(RouteTarget target, Provider asked, IDialect dialect)
    {
        if (target.Provider is not { } name || name.Equals(asked.Name, StringComparison.OrdinalIgnoreCase)) return (asked, null);
        if (!providers.TryGet(name, out var provider)) return (null, $"there is no provider '{name}' here");
        if (!DialectFamilies.Speaks(provider.Family, dialect.Name, asked.Family)) return (null, $"provider '{provider.Name}' does not take requests in {dialect.Name}, and requests are not translated");
        var isForeign = provider.Authority != asked.Authority;
        return isForeign && provider.Options.ApiKey is null && BuiltInProviders.All.TryGetValue(provider.Name, out var builtIn) && builtIn.BaseUrl == provider.BaseUrl && provider.IsHttps
            ? (null, $"provider '{provider.Name}' has no ApiKey here, and a client's key is not sent to another host")
            : (provider, null);
    }

    private async ValueTask<bool> FindAsync(HttpContext http, RelayedCall call)
    {
        if (DecodedBody.Find(call.RequestBody, out var fault) is not { } bytes || fault is not null) return false;
        var places = ModelPlaces.Find(call.Captured.Path, bytes.Span);
        if (places.Model is null) return false;
        var captured = call.Captured;
        var dialect = DialectCatalog.Find(captured.Dialect, captured.Provider, captured.Method, captured.Path, bytes);
        CallReading? read = null;
        CallReading Asking() => read ??= dialect.ReadRequest(new WireRequest(captured.Method, captured.Path, bytes, call.RequestBody.ContentType), details: false);
        if (Decide(Known(call, dialect, places.Model, bytes.Length, Asking), Asking, places.Tools) is not { } decision) return false;
        if (!places.CanChange)
        {
            await call.RefuseAsync(StatusCodes.Status400BadRequest, "invalid_request", $"route '{decision.Route.Name}' takes the call, and the request {(places.IsAmbiguous ? "names more than one model" : "names its model where it cannot be changed")}");
            return true;
        }

        var targets = new List<(RouteTarget, Provider)>(decision.Targets.Count);
        foreach (var target in decision.Targets)
        {
            var (provider, mistake) = ProviderOf(target, call.Asked, dialect);
            if (provider is not null) targets.Add((target, provider));
            if (mistake is null || target != decision.Targets[0]) continue;
            await call.RefuseAsync(StatusCodes.Status400BadRequest, "invalid_request", $"route '{decision.Route.Name}' sends the call to '{target.Label}', and {mistake}");
            return true;
        }

        call.Routed = new RoutedCall(http, call, decision, targets, places, bytes.ToArray());
        return false;
    }

    /// <summary>What can be known of a call before it is made, as its record will say it.</summary>
    private static Interaction Known(RelayedCall call, IDialect dialect, string model, int length, Func<CallReading> asking)
    {
        var (captured, labels) = (call.Captured, call.Captured.Labels);
        return new Interaction
        {
            Id = captured.Id, Project = captured.Project, Timestamp = captured.Timestamp, Kind = dialect.Kind, Status = InteractionStatus.Success, Name = dialect.Operation, Provider = captured.Provider,
            Dialect = dialect.Name, Model = model, UserId = labels.UserId ?? asking().UserId, SessionId = labels.SessionId, TraceId = labels.TraceId, ParentId = labels.ParentId, PromptType = labels.PromptType,
            Tags = labels.Tags, Metadata = labels.Metadata, IpAddress = labels.IpAddress, PromptTemplate = labels.PromptTemplate, Streamed = asking().Stream, RequestBytes = length,
        };
    }
}
