using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reprise.Capture;
using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Server.Cache;

namespace Reprise.Server.Gateway;

/// <summary>
/// Reads what a caller says about its call: <c>Reprise-*</c> headers, their aliases of other recorders, and W3C trace context. A value that cannot be used is
/// left out and named in the record; it never fails the call.
/// </summary>
internal sealed class LabelHeaders
{
    private const int TextMax = 256;
    private const int TagsMax = 32;
    private const int ErrorMax = 1024;
    private const int MetadataMax = 16 * 1024;
    private const string VariablesKey = "prompt_variables";

    private string? _user;
    private string? _session;
    private string? _trace;
    private string? _span;
    private string? _parent;
    private string? _promptType;
    private string? _template;
    private ReplayOrigin? _replay;
    private bool? _consent;
    private List<string>? _tags;
    private readonly JsonObject _values = [];
    private string? _metadata;
    private string? _error;

    /// <summary>Of which other recorders the caller speaks the words, and therefore waits for their answers.</summary>
    public ForeignFamilies Families { get; private set; }

    /// <summary>The trace that the caller names; null when it names none.</summary>
    public string? Trace => _trace;

    public string? Project { get; private set; }
    public bool OmitsRequest { get; private set; }
    public bool OmitsResponse { get; private set; }

    /// <summary>What they say about the cache; null when nothing.</summary>
    public CacheWish? Cache { get; private set; }

    /// <summary>Reads the labels; null when no header is one, which costs a look at each name and nothing more.</summary>
    public static LabelHeaders? Find(IHeaderDictionary headers)
    {
        LabelHeaders? labels = null;
        foreach (var (name, values) in headers)
        {
            if (!IsLabel(name)) continue;
            labels ??= new LabelHeaders();
            labels.Read(name.ToLowerInvariant(), Utf8(values.ToString()));
        }

        return labels;
    }

    public CallLabels With(string? ipAddress) => new()
    {
        UserId = _user,
        SessionId = _session,
        TraceId = _trace,
        SpanId = _span,
        ParentId = _parent,
        PromptType = _promptType,
        Tags = _tags ?? [],
        Metadata = _metadata,
        IpAddress = ipAddress,
        Replay = _replay,
        PromptTemplate = _template,
        Consent = _consent,
        RecordError = _error,
    };

    private static bool IsLabel(string name) =>
        HeaderRules.IsLabel(name) || name.StartsWith("x-litellm-", StringComparison.OrdinalIgnoreCase) || name.Equals("traceparent", StringComparison.OrdinalIgnoreCase)
        || name.Equals("baggage", StringComparison.OrdinalIgnoreCase) || CacheWish.IsBraintrust(name);

    private void Read(string name, string value)
    {
        Families |= FamilyHeaders.Of(name);
        switch (name)
        {
            case "reprise-project": Project = value; break;
            case "reprise-session" or "helicone-session-id" or "x-litellm-session-id": Set(ref _session, name, value); break;
            case "reprise-user" or "helicone-user-id" or "x-litellm-end-user-id" or "x-litellm-customer-id": Set(ref _user, name, value); break;
            case "reprise-prompt-type" or "helicone-prompt-id": Set(ref _promptType, name, value); break;
            case "reprise-prompt": ReadTemplate(name, value); break;
            case "reprise-prompt-variables": AddVariables(name, value); break;
            case "reprise-consent": ReadConsent(name, value); break;
            case "reprise-replay": ReadReplay(name, value); break;
            case "reprise-trace" or "x-portkey-trace-id" or "x-litellm-trace-id": Set(ref _trace, name, value); break;
            case "reprise-span" or "x-portkey-span-id": Set(ref _span, name, value); break;
            case "reprise-parent" or "x-portkey-parent-span-id": Set(ref _parent, name, value); break;
            case "reprise-tags" or "x-litellm-tags": AddTags(name, value); break;
            case "reprise-metadata" or "x-portkey-metadata" or "x-litellm-spend-logs-metadata": AddMetadata(name, value); break;
            case "reprise-opt-out": ReadOptOut(name, value); break;
            case "reprise-omit": Omit(value); break;
            case "helicone-omit-request": OmitsRequest |= value is "true"; break;
            case "helicone-omit-response": OmitsResponse |= value is "true"; break;
            case "helicone-session-name" or "helicone-session-path": AddProperty(name["helicone-".Length..].Replace('-', '_'), name, value); break;
            case "helicone-request-id" or "x-litellm-call-id" or "x-litellm-agent-id" or "x-portkey-span-name": AddProperty(name[(name[0] == 'x' ? 2 : 0)..].Replace('-', '_'), name, value); break;
            case "traceparent": ReadTraceParent(value); break;
            case "baggage": ReadBaggage(value); break;
            default:
                if (name.StartsWith("helicone-property-", StringComparison.Ordinal)) AddProperty(name["helicone-property-".Length..], name, value);
                else if (FamilyHeaders.IsNotDone(name, value)) Refuse(name, "asks for what is not done here");
                else if (CacheWish.IsHeader(name) && (Cache ??= new CacheWish()).Read(name, value) is { } mistake) Refuse(name, mistake);
                break;
        }
    }

    private void Set(ref string? field, string name, string value)
    {
        if (IsClean(name, value)) field = value;
    }

    private void AddTags(string name, string value)
    {
        foreach (var tag in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!IsClean(name, tag)) continue;
            _tags ??= [];
            if (_tags.Contains(tag)) continue;
            if (_tags.Count == TagsMax)
            {
                Refuse(name, $"has more than {TagsMax} tags");
                return;
            }

            _tags.Add(tag);
        }
    }

    private void AddMetadata(string name, string value)
    {
        if (ReadObject(name, value) is not { } found) return;
        if (found.Remove("_user", out var user) && user is JsonValue text && text.TryGetValue<string>(out var id)) Set(ref _user, name, id);
        foreach (var (key, item) in found) _values[key] = item?.DeepClone();
        _metadata = _values.ToJsonString();
    }

    /// <summary>What the caller put into its template, as one property among those of its metadata.</summary>
    private void AddVariables(string name, string value)
    {
        if (ReadObject(name, value) is not { } found) return;
        _values[VariablesKey] = found;
        _metadata = _values.ToJsonString();
    }

    /// <summary>The JSON object that a header holds; null when it holds none, which is then said in the record.</summary>
    private JsonObject? ReadObject(string name, string value)
    {
        if (value.Length > MetadataMax)
        {
            Refuse(name, $"is longer than {MetadataMax} characters");
            return null;
        }

        try
        {
            // Read with care: a header may escape half of a character, which would break whoever writes it out again.
            if (RecordJson.Find(value) is { ValueKind: JsonValueKind.Object } json && JsonObject.Create(json) is { } found)
            {
                // Text that is no Unicode and names that stand there twice fail here, before anything is taken over.
                _ = found.ToJsonString();
                _ = found.Count;
                return found;
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // Said below, in the record.
        }

        Refuse(name, "is not a JSON object");
        return null;
    }

    private void AddProperty(string key, string name, string value)
    {
        if (!IsClean(name, value) || _values.Count >= 64) return;
        _values[key] = value;
        _metadata = _values.ToJsonString();
    }

    /// <summary><c>name@version</c>: what stands before the last at sign is the name.</summary>
    private void ReadTemplate(string name, string value)
    {
        if (!IsClean(name, value)) return;
        var at = value.LastIndexOf('@');
        if (at > 0 && at < value.Length - 1) _template = value;
        else Refuse(name, "is not a name and a version with '@' between them");
    }

    /// <summary><c>id</c>, <c>id; run=text</c> or <c>run=text</c>.</summary>
    private void ReadReplay(string name, string value)
    {
        if (ReplayHeader.TryRead(value, out var origin, out var mistake))
        {
            if (origin.Run is null || IsClean(name, origin.Run)) _replay = origin;
        }
        else Refuse(name, mistake);
    }

    private void Omit(string value)
    {
        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries))
        {
            OmitsRequest |= part.Equals("request", StringComparison.OrdinalIgnoreCase);
            OmitsResponse |= part.Equals("response", StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Whether the user agreed to be recorded. What is neither yes nor no is no: nobody agreed.</summary>
    private void ReadConsent(string name, string value)
    {
        if (value.Trim().ToUpperInvariant() is "YES" or "TRUE" or "1" or "GRANTED") _consent ??= true;
        else if (value.Trim().ToUpperInvariant() is "NO" or "FALSE" or "0" or "DENIED") _consent = false;
        else
        {
            _consent = false;
            Refuse(name, "is neither true nor false, and counts as false");
        }
    }

    private void ReadOptOut(string name, string value)
    {
        if (value.Trim().ToUpperInvariant() is "YES" or "TRUE" or "1") _consent = false;
        else if (value.Trim().ToUpperInvariant() is not ("NO" or "FALSE" or "0")) Refuse(name, "is neither yes nor no");
    }

    /// <summary>W3C Trace Context. The caller's span is our parent.</summary>
    private void ReadTraceParent(string value)
    {
        if (TraceContext.ReadParent(value) is not { } parent)
        {
            Refuse("traceparent", "is not in the W3C form");
            return;
        }

        _trace ??= parent.TraceId;
        _parent ??= parent.SpanId;
    }

    /// <summary>What travels with the trace says whose it is where nothing nearer does.</summary>
    private void ReadBaggage(string value)
    {
        var (session, user) = TraceContext.ReadBaggage(value);
        if (_session is null && session is not null) Set(ref _session, "baggage", session);
        if (_user is null && user is not null) Set(ref _user, "baggage", user);
    }

    private bool IsClean(string name, string value)
    {
        if (value.Length is 0 or > TextMax)
        {
            if (value.Length > 0) Refuse(name, $"is longer than {TextMax} characters");
            return false;
        }

        foreach (var c in value)
        {
            if (char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse)) continue;
            Refuse(name, "has characters that cannot be seen");
            return false;
        }

        return true;
    }

    private void Refuse(string name, string why)
    {
        var text = $"header {name} {why}";
        if (_error is not null && (_error.Length > ErrorMax || _error.Contains(text, StringComparison.Ordinal))) return;
        _error = _error is null ? text : $"{_error}; {text}";
    }

    /// <summary>Header values reach us byte by byte (Latin-1); most clients mean UTF-8.</summary>
    private static string Utf8(string value)
    {
        if (System.Text.Ascii.IsValid(value)) return value;
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Encoding.Latin1.GetBytes(value));
        }
        catch (DecoderFallbackException)
        {
            return value;
        }
    }
}
