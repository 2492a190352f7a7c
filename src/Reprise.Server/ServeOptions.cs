namespace Reprise.Server;

/// <summary>How to run the server.</summary>
public sealed record ServeOptions
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>Addresses to listen on; port 0 takes a free one. Empty takes the configuration's <c>Urls</c>, else <see cref="DefaultUrl"/>.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>Where everything is kept; created where it is missing. Null takes the configuration's <c>Data</c>, else <c>./data</c>.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Settings that win over file and environment, as <c>Section:Name=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>No lines on the console but warnings and errors.</summary>
    public bool Quiet { get; init; }

    /// <summary>The same as command-line arguments of the configuration.</summary>
    internal string[] Arguments =>
    [
        .. DataFolder is null ? Array.Empty<string>() : ["--Data", DataFolder],
        .. Urls.Count == 0 ? Array.Empty<string>() : ["--Urls", string.Join(';', Urls)],
        .. Quiet ? ["--Logging:Interactions", "off"] : Array.Empty<string>(),
        .. Settings.Select(setting => setting.StartsWith("--", StringComparison.Ordinal) ? setting : $"--{setting}"),
    ];
}
