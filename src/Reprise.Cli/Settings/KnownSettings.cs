namespace Reprise.Cli.Settings;

/// <summary>The settings a server understands. A name with <c>*</c> stands for any name in that place.</summary>
internal static class KnownSettings
{
    /// <summary>Sections of ASP.NET Core, which has its own many settings.</summary>
    public static IReadOnlyList<string> Foreign { get; } = ["Logging", "Kestrel", "AllowedHosts", "HostFiltering", "urls", "http_ports", "https_ports", "environment", "contentRoot"];

    /// <summary>Variables of the command line, which share the prefix of the server's.</summary>
    public static IReadOnlyList<string> CommandLine { get; } = ["SERVER", "PROJECT", "KEY", "PASSWORD"];

    /// <summary>Providers that have an address without any setting.</summary>
    public static IReadOnlyList<string> BuiltInProviders { get; } =
    [
        "openai", "anthropic", "ollama", "gemini", "bedrock", "mistral", "cohere", "groq", "deepseek", "openrouter", "cerebras", "huggingface", "together", "perplexity", "xai", "voyage",
    ];

    public static IReadOnlyList<KnownSetting> All { get; } =
    [
        new("Data", SettingType.Text),
        new("Urls", SettingType.Text),
        new("Page", SettingType.Text),
        new("Providers:*:BaseUrl", SettingType.HttpUrl),
        new("Providers:*:Dialect", SettingType.Text),
        new("Providers:*:ApiKey", SettingType.Text),
        new("Providers:*:Timeout", SettingType.Duration),
        new("Providers:*:IdleTimeout", SettingType.Duration),
        new("Providers:*:Retries", SettingType.Number),
        new("Providers:*:RetryDelay", SettingType.Duration),
        new("Providers:*:Fallbacks:*", SettingType.Text),
        new("Access:AllowUnauthenticated", SettingType.Flag),
        new("Access:AllowedHosts:*", SettingType.Text),
        new("Access:RequireLogin", SettingType.Flag),
        new("Access:PublicUrl", SettingType.HttpUrl),
        new("Access:SignInIdle", SettingType.Duration),
        new("Access:SignInLifetime", SettingType.Duration),
        new("Access:Providers:*:Title", SettingType.Text),
        new("Access:Providers:*:Authority", SettingType.HttpUrl),
        new("Access:Providers:*:ClientId", SettingType.Text),
        new("Access:Providers:*:ClientSecret", SettingType.Text),
        new("Access:Providers:*:Scopes", SettingType.Text),
        new("Access:Providers:*:NameClaim", SettingType.Text),
        new("Access:Providers:*:GroupsClaim", SettingType.Text),
        new("Access:Providers:*:AllowedDomains:*", SettingType.Text),
        new("Access:Providers:*:Administrators:*", SettingType.Text),
        new("Access:Providers:*:Roles:*:Group", SettingType.Text),
        new("Access:Providers:*:Roles:*:Project", SettingType.Text),
        new("Access:Providers:*:Roles:*:Role", SettingType.Text),
        new("Admin_Password", SettingType.Text),
        new("Encryption:MasterKeyFile", SettingType.Text),
        new("Encryption:MasterKey", SettingType.Text),
        new("Encryption:Command", SettingType.Text),
        new("Encryption:CommandArguments:*", SettingType.Text),
        new("Encryption:CommandTimeout", SettingType.Duration),
        new("Encryption:CommandKeyId", SettingType.Text),
        new("Encryption:PreviousMasterKeyFile", SettingType.Text),
        new("Encryption:PreviousMasterKey", SettingType.Text),
        new("Ingest:MaxBodyBytes", SettingType.Number),
        new("Ingest:MaxUnpackedBytes", SettingType.Number),
        new("Ingest:BatchSize", SettingType.Number),
        new("Ingest:MaxRecords", SettingType.Number),
        new("Langfuse:MaxBodyBytes", SettingType.Number),
        new("Langfuse:MaxEvents", SettingType.Number),
        new("Capture:QueueCapacity", SettingType.Number),
        new("Capture:QueueBytes", SettingType.Number),
        new("Capture:BatchSize", SettingType.Number),
        new("Capture:Linger", SettingType.Duration),
        new("Capture:RetryDelayMax", SettingType.Duration),
        new("Capture:MaxBodyBytes", SettingType.Number),
        new("Capture:JournalFolder", SettingType.Text),
        new("Capture:JournalFileBytes", SettingType.Number),
        new("Capture:JournalMaxBytes", SettingType.Number),
        new("Cache:Embedder:Kind", SettingType.Text),
        new("Cache:Embedder:Folder", SettingType.Text),
        new("Cache:Embedder:BaseUrl", SettingType.HttpUrl),
        new("Cache:Embedder:Model", SettingType.Text),
        new("Cache:Embedder:ApiKey", SettingType.Text),
        new("Cache:Embedder:Dimensions", SettingType.Number),
        new("Cache:Embedder:AskForDimensions", SettingType.Flag),
        new("Cache:Embedder:BatchSize", SettingType.Number),
        new("Cache:Embedder:Timeout", SettingType.Duration),
        new("Cache:Embedder:LongestText", SettingType.Number),
        new("Cache:SecondOpinion:Folder", SettingType.Text),
        new("Cache:SecondOpinion:Timeout", SettingType.Duration),
        new("Cache:SecondOpinion:Remembered", SettingType.Number),
        new("Security:Scan", SettingType.Flag),
        new("Security:Yara", SettingType.Flag),
        new("Security:RuleFolder", SettingType.Text),
        new("Security:MaxCharacters", SettingType.Number),
        new("Storage:Engine", SettingType.Text),
        new("Storage:Settings", SettingType.Text),
        new("Storage:Postgres:ConnectionString", SettingType.Text),
        new("Storage:Postgres:Schema", SettingType.Text),
        new("Storage:Postgres:CommandTimeout", SettingType.Duration),
        new("Storage:Postgres:LockTimeout", SettingType.Duration),
        new("Storage:Postgres:MaintenanceInterval", SettingType.Duration),
        new("Storage:ClickHouse:Url", SettingType.HttpUrl),
        new("Storage:ClickHouse:Database", SettingType.Text),
        new("Storage:ClickHouse:User", SettingType.Text),
        new("Storage:ClickHouse:Password", SettingType.Text),
        new("Storage:ClickHouse:Timeout", SettingType.Duration),
        new("Storage:ClickHouse:RetainDays", SettingType.Number),
        new("Storage:ClickHouse:Compress", SettingType.Flag),
        new("Storage:Sqlite:Synchronous", SettingType.Text),
        new("Storage:Sqlite:MaxReaders", SettingType.Number),
        new("Storage:Sqlite:BusyTimeout", SettingType.Duration),
        new("Storage:Sqlite:RememberedSegments", SettingType.Number),
        new("Storage:Sqlite:IdleBeforeMaintenance", SettingType.Duration),
        new("Replay:Tools:*:Url", SettingType.HttpUrl),
        new("Replay:Tools:*:Timeout", SettingType.Duration),
        new("Replay:Tools:*:MaxBytes", SettingType.Number),
        new("Replay:MaxRuns", SettingType.Number),
        new("Batches:MaxRequests", SettingType.Number),
        new("Batches:MaxBytes", SettingType.Number),
        new("Batches:MaxOpen", SettingType.Number),
        new("Batches:LegRequests", SettingType.Number),
        new("Batches:LegBytes", SettingType.Number),
        new("Batches:PriceFactor", SettingType.Number),
        new("Batches:PollFirst", SettingType.Duration),
        new("Batches:PollMost", SettingType.Duration),
        new("Batches:GiveUpAfter", SettingType.Duration),
        new("Batches:CallTimeout", SettingType.Duration),
        new("Batches:KeepFor", SettingType.Duration),
        new("Proof:Enabled", SettingType.Flag),
        new("Proof:KeyFile", SettingType.Text),
        new("Proof:CheckpointFolder", SettingType.Text),
        new("Proof:CheckpointEntries", SettingType.Number),
        new("Proof:CheckpointInterval", SettingType.Duration),
        new("Retention:Interval", SettingType.Duration),
        new("Retention:FirstRunAfter", SettingType.Duration),
        new("Retention:Share", SettingType.Text),
        new("Retention:StepSize", SettingType.Number),
        new("Retention:Default:Days", SettingType.Number),
        new("Retention:Default:BodyDays", SettingType.Number),
        new("Retention:Default:MaxInteractions", SettingType.Number),
        new("Retention:Default:MaxBytes", SettingType.Number),
        new("Retention:Default:Kinds:*:Days", SettingType.Number),
        new("Retention:Default:Kinds:*:BodyDays", SettingType.Number),
        new("Retention:Default:Kinds:*:MaxInteractions", SettingType.Number),
        new("Retention:Default:Kinds:*:MaxBytes", SettingType.Number),
        new("Retention:Projects:*:Days", SettingType.Number),
        new("Retention:Projects:*:BodyDays", SettingType.Number),
        new("Retention:Projects:*:MaxInteractions", SettingType.Number),
        new("Retention:Projects:*:MaxBytes", SettingType.Number),
        new("Retention:Projects:*:Kinds:*:Days", SettingType.Number),
        new("Retention:Projects:*:Kinds:*:BodyDays", SettingType.Number),
        new("Retention:Projects:*:Kinds:*:MaxInteractions", SettingType.Number),
        new("Retention:Projects:*:Kinds:*:MaxBytes", SettingType.Number),
        new("Cache:HotBytes", SettingType.Number),
        new("Cache:VerifyAfter", SettingType.Duration),
        new("Cache:MaxEntries", SettingType.Number),
        new("Cache:ReadTimeout", SettingType.Duration),
        new("Cache:MaxRequestBytes", SettingType.Number),
        new("Cache:FollowFor", SettingType.Duration),
        new("Cache:MaxFollowers", SettingType.Number),
        new("Cache:QueueCapacity", SettingType.Number),
        new("Cache:SyncInterval", SettingType.Duration),
        new("Cache:SweepInterval", SettingType.Duration),
        new("Cache:RebuildFrom", SettingType.Duration),
        new("Cache:CheckConcurrency", SettingType.Number),
        new("Cache:CheckQueue", SettingType.Number),
        new("Cache:Use", SettingType.Text),
        new("Cache:Policy", SettingType.Text),
        new("Cache:Projects:*:Use", SettingType.Text),
        new("Cache:Projects:*:Policy", SettingType.Text),
        new("Cache:Policies:*:Mode", SettingType.Text),
        new("Cache:Policies:*:Matching", SettingType.Text),
        new("Cache:Policies:*:AcceptedWrongRate", SettingType.Text),
        new("Cache:Policies:*:MinSimilarity", SettingType.Text),
        new("Cache:Policies:*:MinQuality", SettingType.Text),
        new("Cache:Policies:*:AssumedQuality", SettingType.Text),
        new("Cache:Policies:*:MaxAgeHours", SettingType.Text),
        new("Cache:Policies:*:DecayHorizonHours", SettingType.Text),
        new("Cache:Policies:*:DecayFloor", SettingType.Text),
        new("Cache:Policies:*:MaxTemperature", SettingType.Text),
        new("Cache:Policies:*:SemanticWithTools", SettingType.Flag),
        new("Cache:Policies:*:MaxTextLength", SettingType.Number),
        new("Cache:Policies:*:Sharing", SettingType.Text),
        new("Cache:Policies:*:CheckRate", SettingType.Text),
        new("Cache:Policies:*:Candidates", SettingType.Number),
    ];
}

internal enum SettingType
{
    Text,
    HttpUrl,
    Number,
    Flag,
    Duration,
}

/// <param name="Name">With ':' between its parts.</param>
/// <param name="Type">How its value is read.</param>
internal sealed record KnownSetting(string Name, SettingType Type)
{
    public bool Is(string key)
    {
        var mine = Name.Split(':');
        var other = key.Split(':');
        if (mine.Length != other.Length) return false;
        for (var i = 0; i < mine.Length; i++)
        {
            if (mine[i] != "*" && !string.Equals(mine[i], other[i], StringComparison.OrdinalIgnoreCase)) return false;
        }

        return true;
    }
}
