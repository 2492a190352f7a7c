using System.Security.Cryptography;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Storage.Postgres.Rollups;

/// <summary>The values of an interaction that rollups tell apart.</summary>
internal sealed record RollupShape(
    InteractionKind Kind,
    InteractionStatus Status,
    string? Name,
    string? Provider,
    string Dialect,
    string? Model,
    string? ResponseModel,
    int? HttpStatus,
    string? ErrorCode,
    string? PromptType,
    bool Streamed,
    string? FinishReason,
    string? Country,
    string? Cache,
    bool? Estimated)
{
    public static RollupShape Of(Interaction interaction) => new(
        interaction.Kind, interaction.Status, interaction.Name, interaction.Provider, interaction.Dialect, interaction.Model, interaction.ResponseModel, interaction.HttpStatus,
        interaction.ErrorCode, interaction.PromptType, interaction.Streamed, interaction.FinishReason, interaction.Country, interaction.Cache?.Status, interaction.Usage?.Estimated);

    /// <summary>The same on every server.</summary>
    public Guid ToId()
    {
        string?[] values =
        [
            Words.Of(Kind), Words.Of(Status), Name, Provider, Dialect, Model, ResponseModel, HttpStatus?.ToString(System.Globalization.CultureInfo.InvariantCulture), ErrorCode, PromptType,
            Streamed ? "true" : "false", FinishReason, Country, Cache, Estimated switch { null => null, true => "true", _ => "false" },
        ];
        // As the database keeps them: what is one value there must be one shape.
        for (var i = 0; i < values.Length; i++) values[i] = values[i] is { } value ? PostgresText.Parameter(value) : null;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(values, RollupShapeJson.Default.StringArray), hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class RollupShapeJson : System.Text.Json.Serialization.JsonSerializerContext;
