using System.Text.Json;
using System.Text.Json.Serialization;
using Reprise.Access;

namespace Reprise.Budgets;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BudgetValue))]
internal sealed partial class BudgetJson : JsonSerializerContext
{
    /// <summary>Null for what another version wrote and this one cannot read; the record still says what was spent.</summary>
    public static BudgetValue? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.BudgetValue);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record BudgetValue(IReadOnlyList<BudgetValueWindow>? Windows);

internal sealed record BudgetValueWindow(BudgetPeriod Per, DateTimeOffset From, decimal Usd);
