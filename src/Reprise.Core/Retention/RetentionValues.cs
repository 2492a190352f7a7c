using System.Text.Json;
using System.Text.Json.Serialization;

namespace Reprise.Retention;

/// <summary>What one place says about how long interactions are kept: configuration or a setting, for everything, a project or a kind.</summary>
public sealed record RetentionValues
{
    private const int MostDays = 36_500;

    /// <summary>Days from when the call began until the interaction goes. 0: kept for ever. Null: not said here.</summary>
    public int? Days { get; init; }

    /// <summary>Days until bodies, response headers and previews go while the other columns stay. 0: as long as those. Null: not said here.</summary>
    public int? BodyDays { get; init; }

    /// <summary>Most interactions kept; the oldest go first. 0: no limit. Null: not said here.</summary>
    public long? MaxInteractions { get; init; }

    /// <summary>Most bytes of bodies kept, counted as recorded, before compression. 0: no limit. Null: not said here.</summary>
    public long? MaxBytes { get; init; }

    [JsonIgnore]
    public bool IsEmpty => Days is null && BodyDays is null && MaxInteractions is null && MaxBytes is null;

    /// <summary>What cannot be, each with the name of the value and what was expected.</summary>
    public IEnumerable<(string Name, string Mistake)> Mistakes()
    {
        if (Days is < 0 or > MostDays) yield return (nameof(Days), $"is {Days}; expected 0 (for ever) to {MostDays} days");
        if (BodyDays is < 0 or > MostDays) yield return (nameof(BodyDays), $"is {BodyDays}; expected 0 (as long as the interaction) to {MostDays} days");
        if (MaxInteractions < 0) yield return (nameof(MaxInteractions), $"is {MaxInteractions}; expected 0 (no limit) or more");
        if (MaxBytes < 0) yield return (nameof(MaxBytes), $"is {MaxBytes}; expected 0 (no limit) or more");
    }

    public string ToJson() => JsonSerializer.Serialize(this, RetentionJson.Default.RetentionValues);

    /// <summary>Null when the text says nothing that can be understood.</summary>
    public static RetentionValues? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RetentionJson.Default.RetentionValues) is { } values && !values.Mistakes().Any() ? values : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
