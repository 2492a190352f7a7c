using System.Text.Json.Serialization;

namespace Reprise.Privacy.Policies;

/// <summary>A user of whom nothing is recorded.</summary>
/// <param name="User">A keyed hash of the id: who it is cannot be told from it.</param>
/// <param name="Since">When it was set.</param>
/// <param name="Reason">As it was given; null for none.</param>
public sealed record OptOut(string User, DateTimeOffset Since, string? Reason);

/// <summary>How an opt-out is written into a setting.</summary>
internal sealed record OptOutNote(DateTimeOffset Since, string? Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OptOutNote))]
internal sealed partial class OptOutJson : JsonSerializerContext;
