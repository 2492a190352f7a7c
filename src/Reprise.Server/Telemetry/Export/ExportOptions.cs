namespace Reprise.Server.Telemetry.Export;

/// <summary>Where interactions go as gen_ai spans, and which of them. Section <c>Telemetry:Export</c>; off while no endpoint is named.</summary>
internal sealed class ExportOptions
{
    public const string Section = "Telemetry:Export";
    public const string Protobuf = "http/protobuf";
    public const string Json = "http/json";

    /// <summary>A collector's address, such as <c>http://127.0.0.1:4318</c>; <c>/v1/traces</c> is added where it is not the end of it. Empty (the default): nothing goes out.</summary>
    public string? Endpoint { get; set; }

    /// <summary>Headers for every request, as <c>name=value</c> with commas between. They may hold credentials and are never logged.</summary>
    public string? Headers { get; set; }

    /// <summary><c>http/protobuf</c> (the default) or <c>http/json</c>.</summary>
    public string Protocol { get; set; } = Protobuf;

    /// <summary>Whether messages, arguments, answers and metadata go along. Default false: names, models, counts, times and outcomes only.</summary>
    public bool Content { get; set; }

    /// <summary>Whose interactions go out: names of projects with commas between. Empty (the default): all.</summary>
    public string? Projects { get; set; }

    /// <summary>Whether what came in as OpenTelemetry goes out again. Default false, so that a collector which feeds both ways makes no circle.</summary>
    public bool Received { get; set; }

    /// <summary>Most interactions that wait to go out; what comes beyond is left out and counted. 1 to 1,000,000; default 10,000 (ids alone, about 100 bytes each).</summary>
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>Most spans of one request. 1 to 10,000; default 256.</summary>
    public int BatchSize { get; set; } = 256;

    public bool IsOn => !string.IsNullOrWhiteSpace(Endpoint);

    public Uri Address()
    {
        var address = Endpoint!.TrimEnd('/');
        return new Uri(address.EndsWith("/v1/traces", StringComparison.Ordinal) ? address : address + "/v1/traces");
    }

    public IReadOnlyList<KeyValuePair<string, string>> HeaderList() =>
        [.. Parts(Headers).Select(part => part.Split('=', 2)).Where(pair => pair.Length == 2 && pair[0].Trim().Length > 0).Select(pair => new KeyValuePair<string, string>(pair[0].Trim(), pair[1].Trim()))];

    public IReadOnlySet<string> ProjectSet() => Parts(Projects).ToHashSet(StringComparer.Ordinal);

    public IEnumerable<string> Mistakes()
    {
        if (IsOn && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")) yield return $"Telemetry:Export:Endpoint is '{Endpoint}'; expected an address such as http://127.0.0.1:4318.";
        if (Protocol is not (Protobuf or Json)) yield return $"Telemetry:Export:Protocol is '{Protocol}'; expected {Protobuf} or {Json}.";
        if (Parts(Headers).Any(part => part.IndexOf('=', StringComparison.Ordinal) < 1)) yield return "Telemetry:Export:Headers has an entry that is no name=value.";
        if (QueueCapacity is < 1 or > 1_000_000) yield return $"Telemetry:Export:QueueCapacity is {QueueCapacity}; expected 1 to 1000000.";
        if (BatchSize is < 1 or > 10_000) yield return $"Telemetry:Export:BatchSize is {BatchSize}; expected 1 to 10000.";
    }

    private static string[] Parts(string? text) => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
