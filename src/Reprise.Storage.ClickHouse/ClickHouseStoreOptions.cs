namespace Reprise.Storage.ClickHouse;

/// <summary>Where the ClickHouse store is and how it works.</summary>
public sealed class ClickHouseStoreOptions
{
    /// <summary>The HTTP interface, such as <c>http://localhost:8123</c>. No user or password in it.</summary>
    public Uri Url { get; set; } = new("http://localhost:8123");

    /// <summary>The database; made where it is missing. Default <c>reprise</c>.</summary>
    public string Database { get; set; } = "reprise";

    /// <summary>The user; null for the server's default one.</summary>
    public string? User { get; set; }

    /// <summary>The user's password. Sent as a header, never part of a URL.</summary>
    public string? Password { get; set; }

    /// <summary>How long one statement may take, also on the server. Default 60 seconds. Deletions and dropped bodies have ten times as long.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Days after which ClickHouse itself removes interactions of every project, as the table's TTL; null leaves the table's TTL as it is, 0 takes it away. Legal holds and the
    /// audit log know nothing of it: prefer retention policies where those matter.
    /// </summary>
    public int? RetainDays { get; set; }

    /// <summary>Sends inserts compressed (gzip), for a server behind a slow line. Default false.</summary>
    public bool Compress { get; set; }
}
