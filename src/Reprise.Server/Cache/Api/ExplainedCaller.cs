using Reprise.Cache.Keys;
using Reprise.Cache.Policies;
using Reprise.Cache.Tools;
using Reprise.Capture;
using Reprise.Server.Api;
using Reprise.Server.Gateway;
using Reprise.Wire;

namespace Reprise.Server.Cache.Api;

/// <summary>Who would ask and how, read by the very code that reads it of requests on their way.</summary>
internal sealed class ExplainedCaller
{
    private const int MostHeaders = 100;
    private const string AnthropicVersion = "anthropic-version";

    private readonly DefaultHttpContext _http = new();
    private readonly CallLabels _labels;
    private readonly IReadOnlyList<KeyValuePair<string, string>>? _inputs;

    public ExplainedCaller(ExplainDocument said)
    {
        foreach (var (name, value) in said.Headers ?? new Dictionary<string, string>())
        {
            if (name.Length == 0 || _http.Request.Headers.Count == MostHeaders) throw ApiProblem.InvalidParameter("headers", $"Say up to {MostHeaders} headers by their names.");
            _http.Request.Headers[name] = value;
        }

        Query = said.Query is { Length: > 0 } query ? query.StartsWith('?') ? query : "?" + query : "";
        _http.Request.QueryString = new QueryString(Query);
        // What stands in a key stands on no record: credentials go as they do on their way.
        Query = Credentials.QueryOf(Query);
        var labels = LabelHeaders.Find(_http.Request.Headers);
        _labels = labels?.With(null) ?? CallLabels.None;
        if (said.UserId is { Length: > 0 } user) _labels = _labels with { UserId = user };
        if (said.SessionId is { Length: > 0 } session) _labels = _labels with { SessionId = session };
        Wish = labels?.Cache ?? new CacheWish();
        if (_http.Request.Headers.CacheControl is { Count: > 0 } control) Wish.ReadCacheControl(control);
        _inputs = said.Inputs is { Count: > 0 } inputs ? [.. inputs.OrderBy(static input => input.Key, StringComparer.Ordinal)] : null;
    }

    public CacheWish Wish { get; }

    public string Query { get; }

    /// <summary>What else the answer depends on; null for nothing.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Inputs => _inputs ?? (Wish.Inputs.Count > 0 ? Wish.Inputs : null);

    /// <summary>Those that change answers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Telling(IDialect dialect, in WireRequest wire)
    {
        var telling = CacheStep.Telling(_http.Request);
        // No request reaches Anthropic without, and every client of theirs sends this one.
        if (dialect.Name.StartsWith("anthropic.", StringComparison.Ordinal) && wire.Path.StartsWith("/v1/", StringComparison.Ordinal) && !_http.Request.Headers.ContainsKey(AnthropicVersion))
            telling.Add(new(AnthropicVersion, "2023-06-01"));
        return telling;
    }

    /// <summary>Within whom its answer would be shared; null where it names nobody and the policy wants somebody.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="dialect">To read the body in, which may name the user.</param>
    /// <param name="wire">The request.</param>
    /// <param name="recorded">What the record says of the caller, where there is one.</param>
    public string? Owner(CachePolicy policy, IDialect dialect, in WireRequest wire, CallLabels? recorded = null) => CacheOwner.Find(
        policy, Wish, _http.Request, _labels with { UserId = _labels.UserId ?? recorded?.UserId, SessionId = _labels.SessionId ?? recorded?.SessionId }, dialect, wire);
}
