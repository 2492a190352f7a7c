using System.Buffers;
using Reprise.Calls;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Server.Access;
using Reprise.Server.Cache;
using Reprise.Server.Gateway;
using Reprise.Wire;

namespace Reprise.Server.Calls;

/// <summary>
/// Makes calls by the gateway's own relay, in this process: what a client's call meets (cache, keys, retries, fallbacks, price, journal), these meet too. Safe for any
/// number of calls at once. The answer is read once more than a client's would be, since its record is wanted now and not when the store has it.
/// </summary>
internal sealed class GatewayCalls : ICallSender
{
    /// <summary>Without it Anthropic answers nobody; what is replayed says which version its answer depends on, if that was recorded.</summary>
    private const string AnthropicVersion = "2023-06-01";

    private static readonly SearchValues<char> s_ofHeaderNames = SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private readonly ProviderDirectory _providers;
    private readonly Relay _relay;
    private readonly CapturePipeline _pipeline;

    public GatewayCalls(ProviderDirectory providers, Relay relay, CapturePipeline pipeline)
    {
        (_providers, _relay, _pipeline) = (providers, relay, pipeline);
        Targets = [.. providers.All.Select(TargetOf).OrderBy(static target => target.Provider, StringComparer.Ordinal)];
    }

    public IReadOnlyList<CallTarget> Targets { get; }

    public async Task<RecordedInteraction> SendAsync(OutgoingCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        cancellationToken.ThrowIfCancellationRequested();
        if (!_providers.TryGet(call.Provider, out var provider)) throw new CallRefusedException($"There is no provider '{Shortened(call.Provider)}' here. Configured are: {string.Join(", ", Targets.Select(static target => target.Provider))}.");
        if (MistakeOf(call) is { } mistake) throw new CallRefusedException(mistake);

        // The record is read when the call ends: from then on its bodies belong to the recorder.
        RecordedInteraction? record = null;
        string? refusal = null;
        await using var own = new OwnContext(call.Method, call.Query, call.Body, call.Arriving, cancellationToken);
        AddHeaders(own.Http.Request.Headers, call, provider);
        own.Http.Features.Set(Caller.Reprise);
        own.Http.Features.Set(new OwnCall
        {
            Project = call.Project,
            Labels = call.Labels,
            Cache = WishOf(call.Cache),
            IsCarrier = call.IsCarrier,
            Ended = captured => record = captured is null ? null : Kept(_pipeline.Derive(captured)),
            Refused = reason => refusal = reason,
        });

        await _relay.InvokeAsync(own.Http, provider, Credentials.WithoutKey(call.Path + call.Query));

        if (record is null) throw new CallRefusedException($"The gateway did not take the call: {refusal ?? "it could not be read"}.");
        if (record.Interaction.Status == InteractionStatus.Cancelled) cancellationToken.ThrowIfCancellationRequested();
        return record;
    }

    private static CallTarget TargetOf(Provider provider) => new(provider.Name, provider.Options.Dialect, provider.Options.ApiKey is not null) { NeedsKey = NeedsKey(provider) };

    /// <summary>Whether it is one of the services that answer nobody without a key. Of others nobody can tell before they are asked.</summary>
    private static bool NeedsKey(Provider provider) =>
        BuiltInProviders.All.TryGetValue(provider.Name, out var builtIn) && builtIn.BaseUrl.StartsWith("https:", StringComparison.Ordinal) && builtIn.BaseUrl == provider.BaseUrl;

    private static void AddHeaders(IHeaderDictionary headers, OutgoingCall call, Provider provider)
    {
        foreach (var (name, value) in call.Headers)
        {
            // Keys come from one place only, and an encoded answer would have to be decoded for whoever looks on.
            if (HeaderRules.StopsHere(name) || HeaderRules.IsCredential(name) || name.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase)) continue;
            headers[name] = value;
        }

        if (call.ContentType is { } type) headers.ContentType = type;
        if (headers.UserAgent.Count == 0) headers.UserAgent = "reprise";
        if (provider.Family == "anthropic" && !headers.ContainsKey("anthropic-version")) headers["anthropic-version"] = AnthropicVersion;
        if (call.Credential is not { } credential) return;
        var (header, key) = Credentials.HeaderOf(provider, credential);
        headers[header] = key;
    }

    /// <summary>What would not pass for a request between two programs, and must not become one by being written to a connection.</summary>
    private static string? MistakeOf(OutgoingCall call)
    {
        if (!call.Path.StartsWith('/')) return "The path of the call must begin with a slash.";
        if (call.Query.Length > 0 && call.Query[0] != '?') return "The query of the call must begin with a question mark.";
        if (!IsTarget(call.Path) || !IsTarget(call.Query)) return "The path of the call has characters that must be escaped.";
        if (call.Method.Length == 0 || call.Method.AsSpan().ContainsAnyExcept(s_ofHeaderNames)) return "The method of the call is none.";
        foreach (var (name, value) in call.Headers)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(s_ofHeaderNames) || !IsHeader(value)) return $"The header '{Shortened(name)}' of the call cannot be sent.";
        }

        if (call.ContentType is { } type && !IsHeader(type)) return "The content type of the call cannot be sent.";
        return call.Credential is { } key && (key.Length == 0 || !IsHeader(key)) ? "The key for the provider has characters that no key has." : null;
    }

    private static bool IsTarget(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~') && !text.Contains('#', StringComparison.Ordinal);

    /// <summary>Header values are written byte by byte.</summary>
    private static bool IsHeader(string text) => !text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff') && !text.Contains('\u007f', StringComparison.Ordinal);

    private static CacheWish WishOf(string cache)
    {
        var wish = new CacheWish();
        if (wish.Read("reprise-cache", cache) is { } mistake) throw new CallRefusedException($"The wish about the cache {mistake}.");
        return wish;
    }

    private static RecordedInteraction Kept(RecordedInteraction record) => record with { Request = Kept(record.Request), Response = Kept(record.Response) };

    private static Body? Kept(Body? body) => body is null ? null : body with { Bytes = body.Bytes.ToArray(), Chunks = [.. body.Chunks] };

    private static string Shortened(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
