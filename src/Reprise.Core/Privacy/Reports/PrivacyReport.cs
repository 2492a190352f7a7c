namespace Reprise.Privacy.Reports;

/// <summary>What is stored, where, for how long, in what form, who may read it and who did. Counts and names of settings, never content.</summary>
public sealed record PrivacyReport
{
    public required DateTimeOffset MadeAt { get; init; }
    public required IReadOnlyList<StoredProject> Projects { get; init; }
    public required IReadOnlyList<StoragePlace> Places { get; init; }

    /// <summary>Whether everything that is written is sealed.</summary>
    public required bool Encrypted { get; init; }

    /// <summary>The id of the master key; says nothing of the key.</summary>
    public string? MasterKey { get; init; }

    /// <summary>Parts of the report that could not be made, and why.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}

/// <summary>What is on record of one project.</summary>
public sealed record StoredProject
{
    public required string Project { get; init; }
    public required long Interactions { get; init; }

    /// <summary>Of requests and answers, as they came.</summary>
    public required long Bytes { get; init; }
    public DateTimeOffset? Since { get; init; }
    public DateTimeOffset? Until { get; init; }

    /// <summary>For how long, in the words of retention; 0 days is for ever.</summary>
    public required IReadOnlyList<KeptFor> Retention { get; init; }

    /// <summary>Legal holds by name.</summary>
    public required IReadOnlyList<string> Holds { get; init; }
    public StoredForm? Form { get; init; }

    /// <summary>Who may read it.</summary>
    public required IReadOnlyList<Reader> MayRead { get; init; }

    /// <summary>Who read or exported contents in the last 30 days, by the audit log.</summary>
    public required IReadOnlyList<ReadCount> HaveRead { get; init; }
}

/// <param name="Kind">A kind of interaction; null for every kind.</param>
/// <param name="Days">How long interactions are kept; 0 for ever.</param>
/// <param name="BodyDays">How long their bodies are kept; 0 as long as they.</param>
/// <param name="Source">Who says so.</param>
public sealed record KeptFor(string? Kind, int Days, int BodyDays, string Source);

/// <summary>In what form new interactions are recorded.</summary>
public sealed record StoredForm
{
    /// <summary>The name of the policy in force.</summary>
    public required string Policy { get; init; }
    public required bool MetadataOnly { get; init; }
    public required bool ConsentRequired { get; init; }
    public required bool UsersHashed { get; init; }
    public required string Ip { get; init; }

    /// <summary>Types that are looked for, and what becomes of each.</summary>
    public required IReadOnlyDictionary<string, string> Redact { get; init; }

    /// <summary>In how many interactions of the last 30 days something of a type was redacted; null where it could not be counted.</summary>
    public IReadOnlyDictionary<string, long>? Redacted { get; init; }

    /// <summary>The version of the data key that seals now; null where nothing is sealed.</summary>
    public int? KeyVersion { get; init; }
}

/// <param name="Who">A user, or what a key is called.</param>
/// <param name="Role">What it is in the project.</param>
/// <param name="Kind"><c>user</c>, <c>administrator</c>, <c>key</c> or <c>machine</c>.</param>
public sealed record Reader(string Who, string Role, string Kind);

/// <param name="Who">The actor of the audit log.</param>
/// <param name="Reads">How often content was read.</param>
/// <param name="Exports">How often it was taken away as a whole.</param>
/// <param name="Last">The last time.</param>
public sealed record ReadCount(string Who, long Reads, long Exports, DateTimeOffset Last);

/// <param name="What">Such as <c>journal</c>.</param>
/// <param name="Where">An engine or a kind of folder; never a path or an address.</param>
/// <param name="Holds">What lies there.</param>
/// <param name="Bytes">How much, where it is known.</param>
public sealed record StoragePlace(string What, string Where, string Holds, long? Bytes);
