namespace Reprise.Server.Gateway;

/// <summary>Other recorders and gateways whose headers are understood here.</summary>
[Flags]
internal enum ForeignFamilies
{
    None = 0,
    Helicone = 1,
    Portkey = 2,
    LiteLlm = 4,
    Braintrust = 8,
}

/// <summary>
/// What concerns the headers of other recorders as families: which must not go on, which ask for what is not done here, and the answers that their callers look for. These are
/// given only to those who speak the family.
/// </summary>
internal static class FamilyHeaders
{
    public static ForeignFamilies Of(string name) =>
        name.StartsWith("helicone-", StringComparison.OrdinalIgnoreCase) ? ForeignFamilies.Helicone
        : name.StartsWith("x-portkey-", StringComparison.OrdinalIgnoreCase) ? ForeignFamilies.Portkey
        : name.StartsWith("x-litellm-", StringComparison.OrdinalIgnoreCase) ? ForeignFamilies.LiteLlm
        : name.StartsWith("x-bt-", StringComparison.OrdinalIgnoreCase) ? ForeignFamilies.Braintrust
        : ForeignFamilies.None;

    /// <summary>A credential for a gateway that we stand in for. Helicone's and Portkey's stop as all of their headers do.</summary>
    public static bool IsCredential(string name) => name.Equals("x-litellm-api-key", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a caller counts on something that does not happen here; it should find that on the record. What only names things is passed over.</summary>
    public static bool IsNotDone(string name, string value) => name switch
    {
        "helicone-fallbacks" or "helicone-ratelimit-policy" or "helicone-target-url" or "helicone-openai-api-base" or "helicone-model-override" or "helicone-stream-force-format" => true,
        "helicone-retry-enabled" or "helicone-moderations-enabled" or "helicone-llm-security-enabled" => value.Trim().Equals("true", StringComparison.OrdinalIgnoreCase),
        "x-portkey-config" or "x-portkey-custom-host" or "x-portkey-default-input-guardrails" or "x-portkey-default-output-guardrails" => true,
        _ => false,
    };

    /// <summary>Adds what the families' callers look for, when the head of the answer is about to go out. What a provider behind us says itself stays.</summary>
    public static void Promise(HttpContext context, ForeignFamilies families, string? trace) => context.Response.OnStarting(() =>
    {
        Add(context.Response.Headers, families, trace);
        return Task.CompletedTask;
    });

    internal static void Add(IHeaderDictionary headers, ForeignFamilies families, string? trace)
    {
        var id = headers["Reprise-Id"].ToString();
        if (id.Length == 0) return;
        var cache = headers["Reprise-Cache"].ToString();
        var hit = cache switch { "hit" or "semantic" => "HIT", "miss" => "MISS", _ => null };
        if (families.HasFlag(ForeignFamilies.Helicone))
        {
            headers.TryAdd("Helicone-Id", id);
            if (hit is not null) headers.TryAdd("Helicone-Cache", hit);
        }

        if (families.HasFlag(ForeignFamilies.Portkey))
        {
            headers.TryAdd("x-portkey-trace-id", Latin(trace) ?? id);
            headers.TryAdd("x-portkey-cache-status", cache == "semantic" ? "SEMANTIC HIT" : hit ?? "DISABLED");
        }

        if (families.HasFlag(ForeignFamilies.LiteLlm))
        {
            headers.TryAdd("x-litellm-call-id", id);
            // What comes from the cache costs nothing; of anything else the cost is known only when the answer is over.
            if (hit == "HIT") headers.TryAdd("x-litellm-response-cost", "0.0");
            if (hit == "HIT" && headers["Reprise-Cache-Key"] is { Count: > 0 } key) headers.TryAdd("x-litellm-cache-key", key);
        }

        if (families.HasFlag(ForeignFamilies.Braintrust) && hit is not null) headers.TryAdd("x-bt-cached", hit);
    }

    /// <summary>A trace that can stand in a header as it is; null for others.</summary>
    private static string? Latin(string? text) => text is not null && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? text : null;
}
