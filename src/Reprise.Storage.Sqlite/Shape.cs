using System.Buffers;
using System.Text;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Storage.Sqlite;

/// <summary>
/// The column values of an interaction that come in few combinations. Each combination is stored once and rows carry its number: rows stay short, and a
/// filter on any of these fields is decided once for each combination instead of once for each row.
/// </summary>
internal sealed record Shape
{
    public const int MostLength = 200;

    public InteractionKind Kind { get; init; }
    public InteractionStatus Status { get; init; }
    public string? Name { get; init; }
    public string? Provider { get; init; }
    public string Dialect { get; init; } = "";
    public string? Operation { get; init; }
    public string? Model { get; init; }
    public string? ResponseModel { get; init; }
    public int? HttpStatus { get; init; }
    public string? ErrorCode { get; init; }
    public string? PromptType { get; init; }
    public string? Country { get; init; }
    public bool Streamed { get; init; }
    public string? FinishReason { get; init; }
    public string? CacheStatus { get; init; }
    public string? CachePolicy { get; init; }
    public string? PriceVersion { get; init; }

    /// <summary>Null when there was no usage at all.</summary>
    public bool? Estimated { get; init; }

    /// <summary>Whether a value is too long to be kept in memory for ever; senders choose most of them.</summary>
    public static bool IsTooLong(Interaction interaction)
    {
        return IsLong(interaction.Name) || IsLong(interaction.Provider) || IsLong(interaction.Dialect) || IsLong(interaction.Model) || IsLong(interaction.ResponseModel)
            || IsLong(interaction.ErrorCode) || IsLong(interaction.PromptType) || IsLong(interaction.Country) || IsLong(interaction.FinishReason)
            || IsLong(interaction.Cache?.Status) || IsLong(interaction.Cache?.Policy) || IsLong(interaction.PriceVersion);

        static bool IsLong(string? text) => text is { Length: > MostLength };
    }

    public static Shape Of(Interaction interaction, bool withOperation) => new()
    {
        Kind = interaction.Kind,
        Status = interaction.Status,
        Name = interaction.Name,
        Provider = interaction.Provider,
        Dialect = interaction.Dialect,
        Operation = withOperation ? interaction.Operation : null,
        Model = interaction.Model,
        ResponseModel = interaction.ResponseModel,
        HttpStatus = interaction.HttpStatus,
        ErrorCode = interaction.ErrorCode,
        PromptType = interaction.PromptType,
        Country = interaction.Country,
        Streamed = interaction.Streamed,
        FinishReason = interaction.FinishReason,
        CacheStatus = interaction.Cache?.Status,
        CachePolicy = interaction.Cache?.Policy,
        PriceVersion = interaction.PriceVersion,
        Estimated = interaction.Usage?.Estimated,
    };

    /// <summary>An interaction that has these values and nothing else, for filters to look at.</summary>
    public Interaction ToInteraction() => new()
    {
        Id = default,
        Project = "",
        Timestamp = default,
        Kind = Kind,
        Status = Status,
        Name = Name,
        Provider = Provider,
        Dialect = Dialect,
        Operation = Operation,
        Model = Model,
        ResponseModel = ResponseModel,
        HttpStatus = HttpStatus,
        ErrorCode = ErrorCode,
        PromptType = PromptType,
        Country = Country,
        Streamed = Streamed,
        FinishReason = FinishReason,
        Cache = CacheStatus is null ? null : new CacheOutcome { Status = CacheStatus, Policy = CachePolicy },
        PriceVersion = PriceVersion,
        Usage = Estimated is { } estimated ? new TokenUsage { Estimated = estimated } : null,
    };

    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            json.WriteStringValue(Words.Of(Kind));
            json.WriteStringValue(Words.Of(Status));
            foreach (var text in (ReadOnlySpan<string?>)[Name, Provider, Dialect, Operation, Model, ResponseModel, ErrorCode, PromptType, Country, FinishReason, CacheStatus, CachePolicy, PriceVersion])
            {
                json.WriteStringValue(text);
            }

            if (HttpStatus is { } status) json.WriteNumberValue(status);
            else json.WriteNullValue();
            json.WriteBooleanValue(Streamed);
            if (Estimated is { } estimated) json.WriteBooleanValue(estimated);
            else json.WriteNullValue();
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static Shape FromJson(string text)
    {
        using var document = JsonDocument.Parse(text);
        var values = document.RootElement;
        return new Shape
        {
            Kind = Words.ReadKind(values[0].GetString()),
            Status = Words.ReadStatus(values[1].GetString()) ?? InteractionStatus.Error,
            Name = values[2].GetString(),
            Provider = values[3].GetString(),
            Dialect = values[4].GetString() ?? "",
            Operation = values[5].GetString(),
            Model = values[6].GetString(),
            ResponseModel = values[7].GetString(),
            ErrorCode = values[8].GetString(),
            PromptType = values[9].GetString(),
            Country = values[10].GetString(),
            FinishReason = values[11].GetString(),
            CacheStatus = values[12].GetString(),
            CachePolicy = values[13].GetString(),
            PriceVersion = values[14].GetString(),
            HttpStatus = values[15].ValueKind is JsonValueKind.Null ? null : values[15].GetInt32(),
            Streamed = values[16].GetBoolean(),
            Estimated = values[17].ValueKind is JsonValueKind.Null ? null : values[17].GetBoolean(),
        };
    }
}
