namespace Reprise.Storage.Sqlite;

/// <summary>How the SQLite store works.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The database file. Its folder is made where it is missing. SQLite keeps two more files beside it while the store is open.</summary>
    public string Path { get; set; } = "data/reprise.db";

    /// <summary>Most connections that read at the same time; further reads wait. Default 4.</summary>
    public int MaxReaders { get; set; } = 4;

    /// <summary>How long a connection waits for another program that holds the file before it fails as busy. Default 10 seconds.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Hashes of body segments kept in memory to find repeats, about 50 bytes each. Default 100,000.</summary>
    public int RememberedSegments { get; set; } = 100_000;

    /// <summary>How long nothing must have been stored before maintenance works; zero turns background maintenance off. Default 2 seconds.</summary>
    public TimeSpan IdleBeforeMaintenance { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>What a completed append survives. Default <see cref="SqliteSynchronous.Normal"/>.</summary>
    public SqliteSynchronous Synchronous { get; set; }
}

/// <summary>When the store waits until the disk has what was written.</summary>
public enum SqliteSynchronous
{
    /// <summary>At checkpoints. A completed append survives the end of the process, however it ends; a power cut may take the last ones.</summary>
    Normal,

    /// <summary>At each append, which then takes as long as the disk's sync. A completed append survives a power cut too.</summary>
    Full,
}
