using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Cache.Policies;

/// <summary>What one place says about which requests take part. Null is not said here.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CacheUseValues
{
    /// <summary><c>asked</c>, <c>always</c> or <c>never</c>.</summary>
    public string? Use { get; set; }

    /// <summary>The name of the policy of requests that name none.</summary>
    public string? Policy { get; set; }

    /// <summary>What cannot be, each with the name of the value and what was expected.</summary>
    public IEnumerable<(string Name, string Mistake)> Mistakes()
    {
        if (Use is not null && CacheWords.ReadUse(Use) is null) yield return (nameof(Use), $"is '{Use}'; expected {string.Join(", ", CacheWords.Uses)}");
        if (Policy is not null && !CachePolicies.IsValidName(Policy)) yield return (nameof(Policy), $"is '{Policy}'; expected {CachePolicies.NameRule}");
    }

    public string ToJson() => JsonSerializer.Serialize(this, CachePolicyJson.Default.CacheUseValues);

    /// <summary>Null when the text says nothing that can be understood.</summary>
    public static CacheUseValues? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CachePolicyJson.Default.CacheUseValues) is { } values && !values.Mistakes().Any() ? values : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
