using System.Text.Json.Serialization;
using Reprise.Privacy.Redaction;

namespace Reprise.Privacy.Policies;

/// <summary>What of a project's calls is recorded, and in what form. The default records everything as it is. Changed by <c>with</c> alone; it has setters since generated readers of JSON give members that are left out their initial value only then.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PrivacyPolicy
{
    /// <summary>Everything as it is.</summary>
    public static PrivacyPolicy Open { get; } = new();

    /// <summary>Its name on the records it shaped; 1 to 64 characters.</summary>
    public string Name { get; set; } = "open";

    /// <summary>What people and programs asked: user messages, prompts, inputs of embeddings.</summary>
    public ContentRule Input { get; set; }

    /// <summary>What the model answered, reasoning included.</summary>
    public ContentRule Output { get; set; }

    /// <summary>System prompts and instructions.</summary>
    public ContentRule System { get; set; }

    /// <summary>Definitions of tools, their arguments and their results.</summary>
    public ContentRule Tools { get; set; }

    /// <summary>No bodies, no previews, no words to search by: the columns alone.</summary>
    public bool MetadataOnly { get; set; }

    /// <summary>The share of sessions (of calls, where they name none) that is recorded at all, 0 to 1.</summary>
    public double Sample { get; set; } = 1;

    /// <summary>Record only calls that say the user agreed (<c>Reprise-Consent: yes</c>, member <c>consent</c> of an ingested record).</summary>
    public bool ConsentRequired { get; set; }

    public AddressRule Ip { get; set; }

    /// <summary>Keep user ids as keyed hashes instead of as they are sent.</summary>
    public bool HashUsers { get; set; }

    /// <summary>What becomes of each type found: types of <c>FindingTypes</c>, whole families or one behind a dot, and names of custom rules. Empty: nothing is looked for.</summary>
    public IReadOnlyDictionary<string, RedactionMode> Redact { get; set; } = new Dictionary<string, RedactionMode>();

    public IReadOnlyList<CustomRule> Rules { get; set; } = [];

    /// <summary>Texts that are never redacted, letter for letter, case apart.</summary>
    public IReadOnlyList<string> Allow { get; set; } = [];

    /// <summary>Keep pictures, sound, films and documents in bodies, which nobody looks into, where something is redacted at all. False: they go.</summary>
    public bool KeepMedia { get; set; } = true;

    /// <summary>Whether bodies have to be read to follow it.</summary>
    [JsonIgnore]
    public bool ReadsBodies => Redact.Count > 0 || Rules.Count > 0 || MetadataOnly || !KeepMedia || Input is ContentRule.Drop || Output is ContentRule.Drop || System is ContentRule.Drop || Tools is ContentRule.Drop;
}

/// <summary>What becomes of one class of content.</summary>
[JsonConverter(typeof(PolicyWords<ContentRule>))]
public enum ContentRule
{
    Capture,

    /// <summary>Recorded, and shown to owners of the project alone.</summary>
    Restrict,

    /// <summary>Not recorded: an empty text of the same place stands in the body.</summary>
    Drop,
}

/// <summary>What becomes of the caller's address.</summary>
[JsonConverter(typeof(PolicyWords<AddressRule>))]
public enum AddressRule
{
    Store,

    /// <summary>Without its last 8 bits (IPv4) or 80 bits (IPv6).</summary>
    Truncate,

    /// <summary>As a keyed hash.</summary>
    Hash,
    Drop,
}

/// <summary>A rule of the project's own.</summary>
/// <param name="Name">Its type on the record; 1 to 64 of a–z, 0–9, <c>_</c>.</param>
/// <param name="Pattern">A regular expression of .NET without backreferences and lookarounds (it runs in linear time), at most 1,000 characters.</param>
public sealed record CustomRule(string Name, string Pattern);
