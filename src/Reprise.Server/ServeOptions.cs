namespace Reprise.Server;

/// <summary>How to run the server.</summary>
public sealed record ServeOptions
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>Addresses to listen on; port 0 takes a free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>Where everything is kept; created where it is missing. Null takes the configuration's <c>Data</c>, else <c>./data</c>.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Settings that win over file and environment, as <c>Section:Name=value</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>No lines on the console but warnings and errors.</summary>
    public bool Quiet { get; init; }
}
