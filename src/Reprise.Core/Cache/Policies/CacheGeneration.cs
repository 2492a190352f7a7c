using System.Text.Json;

namespace Reprise.Cache.Policies;

/// <summary>Counts up to leave everything behind that was kept so far: kept as a setting, for one policy or, under <see cref="All"/>, for all of them.</summary>
internal sealed record CacheGeneration
{
    public const string All = "*";

    public required long Generation { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, CachePolicyJson.Default.CacheGeneration);

    /// <summary>Null when the text says nothing that can be understood.</summary>
    public static long? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CachePolicyJson.Default.CacheGeneration) is { Generation: >= 0 } value ? value.Generation : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
