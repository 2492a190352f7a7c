using Reprise.Interactions;
using Reprise.Routing;
using Reprise.Server.Gateway;

namespace Reprise.Server.Routing;

/// <summary>A call on a route: where it goes, and where next when that fails before any byte of an answer went to the client.</summary>
internal sealed class RoutedCall
{
    public const string RouteHeader = "Reprise-Route";
    public const string TargetHeader = "Reprise-Target";

    private readonly HttpContext _http;
    private readonly RelayedCall _call;
    private readonly RouteDecision _decision;
    private readonly IReadOnlyList<(RouteTarget Target, Provider Provider)> _targets;
    private readonly ModelPlaces _places;
    private readonly ReadOnlyMemory<byte> _asked;
    private readonly string _askedPath;
    private readonly List<string> _failed = [];
    private int _at;

    /// <param name="http">The client's.</param>
    /// <param name="call">The call, before it was routed.</param>
    /// <param name="decision">Why where.</param>
    /// <param name="targets">One at least, in the order in which they are tried.</param>
    /// <param name="places">Where the request names its model.</param>
    /// <param name="asked">Its body, decoded.</param>
    public RoutedCall(HttpContext http, RelayedCall call, RouteDecision decision, IReadOnlyList<(RouteTarget Target, Provider Provider)> targets, ModelPlaces places, ReadOnlyMemory<byte> asked)
    {
        (_http, _call, _decision, _targets, _places, _asked, _askedPath) = (http, call, decision, targets, places, asked, call.PathAndQuery);
        Send();
    }

    public string Route => _decision.Route.Name;

    public string Target => _targets[_at].Target.Label;

    public bool HasNext => _at < _targets.Count - 1;

    /// <summary>The target that was asked has failed.</summary>
    public void Next(string why)
    {
        _failed.Add($"{Target} ({why})");
        _at++;
        // Of the answers that the first target's key stands for this will be none.
        Cache.CacheHeaders.ForgetKey(_http, _call.Captured);
        Send();
    }

    /// <summary>Says on the answer where the call went.</summary>
    public void Tell()
    {
        _http.Response.Headers[RouteHeader] = Route;
        _http.Response.Headers[TargetHeader] = Safe(Target);
    }

    private void Send()
    {
        var (target, provider) = _targets[_at];
        var model = target.Model ?? _places.Model!;
        if (model != CurrentModel)
        {
            var encoding = _call.RequestBody.ContentEncoding;
            _call.ReplaceRequest(new Body { Bytes = _places.Body(_asked.Span, model) });
            if (encoding is not null) _http.Request.Headers.Remove("Content-Encoding");
            CurrentModel = model;
        }

        _call.SendTo(provider, _places.Path(_askedPath, model));
        _call.Label(
            (RouteLabels.Route, Route), (RouteLabels.Target, Target), (RouteLabels.Reason, _decision.Reason), (RouteLabels.AskedModel, _places.Model),
            (RouteLabels.Failed, _failed.Count == 0 ? null : string.Join(", ", _failed)));
        Tell();
    }

    /// <summary>The model that the request names as it stands now.</summary>
    private string CurrentModel { get => field ??= _places.Model!; set; }

    /// <summary>Header values are written byte by byte.</summary>
    private static string Safe(string text) => text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? Uri.EscapeDataString(text) : text;
}
