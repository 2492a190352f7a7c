using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using Reprise.Interactions;

namespace Reprise.Storage.Postgres.Rollups;

/// <summary>The values of an interaction that rollups tell apart.</summary>
internal sealed record RollupShape(
    string Kind,
    string Status,
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
    /// <summary>The id that stands for all shapes that are not told apart; no shape of that id is on record.</summary>
    public static readonly Guid Own = Guid.Empty;

    /// <summary>The columns that <see cref="Read"/> reads of a row <c>i</c>.</summary>
    public const string Columns =
        "i.kind, i.status, i.name, i.provider, i.dialect, i.model, i.response_model, i.http_status, i.error_code, i.prompt_type, i.streamed, i.finish_reason, i.country, i.cache_status, i.estimated";

    // Values that senders choose, and that are longer than a value that comes in few combinations is.
    private const int LongestValue = 200;

    public bool IsTooLong => Array.Exists([Name, Provider, Dialect, Model, ResponseModel, ErrorCode, PromptType, FinishReason, Country, Cache], value => value?.Length > LongestValue);

    public static RollupShape Read(NpgsqlDataReader row, int first) => new(
        row.GetString(first), row.GetString(first + 1), TextOf(row, first + 2), TextOf(row, first + 3), TextOf(row, first + 4)!, TextOf(row, first + 5), TextOf(row, first + 6),
        row.IsDBNull(first + 7) ? null : row.GetInt32(first + 7), TextOf(row, first + 8), TextOf(row, first + 9), row.GetBoolean(first + 10), TextOf(row, first + 11), TextOf(row, first + 12),
        TextOf(row, first + 13), row.IsDBNull(first + 14) ? null : row.GetBoolean(first + 14));

    public static RollupShape Of(Interaction interaction) => new(
        Words.Of(interaction.Kind), Words.Of(interaction.Status), interaction.Name, interaction.Provider, interaction.Dialect, interaction.Model, interaction.ResponseModel, interaction.HttpStatus,
        interaction.ErrorCode, interaction.PromptType, interaction.Streamed, interaction.FinishReason, interaction.Country, interaction.Cache?.Status, interaction.Usage?.Estimated);

    /// <summary>The same on every server.</summary>
    public Guid ToId()
    {
        string?[] values =
        [
            Kind, Status, Name, Provider, Dialect, Model, ResponseModel, HttpStatus?.ToString(System.Globalization.CultureInfo.InvariantCulture), ErrorCode, PromptType,
            Streamed ? "true" : "false", FinishReason, Country, Cache, Estimated switch { null => null, true => "true", _ => "false" },
        ];
        // As the database keeps them: what is one value there must be one shape.
        for (var i = 0; i < values.Length; i++) values[i] = values[i] is { } value ? PostgresText.Parameter(value) : null;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(values, RollupShapeJson.Default.StringArray), hash);
        return new Guid(hash[..16], bigEndian: true);
    }

    private static string? TextOf(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : PostgresText.Decode(row.GetString(column));
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class RollupShapeJson : System.Text.Json.Serialization.JsonSerializerContext;
