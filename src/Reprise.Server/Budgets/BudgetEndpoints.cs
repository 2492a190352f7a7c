using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Budgets;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Store;

namespace Reprise.Server.Budgets;

/// <summary>What keys have spent.</summary>
internal static class BudgetEndpoints
{
    public static IEndpointRouteBuilder MapBudgets(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/budgets").WithTags("access");
        group.MapGet("", ListAsync).WithName("listBudgets").Needs(Permission.Own).WithSummary("What the keys of a project may spend, and have spent").Problems(400, 503);
        group.MapGet("{key}", GetAsync).WithName("getBudget").Needs(Permission.Own).WithSummary("What one key may spend, and has spent").Problems(400, 404, 503);
        return routes;
    }

    private static async Task<Ok<BudgetListDocument>> ListAsync(HttpContext http, ApiKeys keys, KeySpends spends, TimeProvider time, CancellationToken cancellationToken)
    {
        var items = new List<BudgetDocument>();
        foreach (var key in (await keys.ListAsync(RequestProject.ProjectOf(http), cancellationToken)).OrderBy(static key => key.CreatedAt)) items.AddRange(await OfAsync(key, spends, time, cancellationToken));
        return TypedResults.Ok(new BudgetListDocument { Items = items });
    }

    private static async Task<Ok<BudgetListDocument>> GetAsync(HttpContext http, ApiKeys keys, KeySpends spends, TimeProvider time, [Description("The key's id.")] string key, CancellationToken cancellationToken) =>
        await keys.FindAsync(RequestProject.ProjectOf(http), key, cancellationToken) is { } found
            ? TypedResults.Ok(new BudgetListDocument { Items = await OfAsync(found, spends, time, cancellationToken) })
            : throw KeyEndpoints.NotFound(key);

    private static async Task<IReadOnlyList<BudgetDocument>> OfAsync(ApiKey key, KeySpends spends, TimeProvider time, CancellationToken cancellationToken)
    {
        if (key.Limits is not { Budgets.Count: > 0 }) return [];
        try
        {
            var isValid = key.IsValid(time.GetUtcNow());
            return [.. (await spends.StatesAsync(key, cancellationToken)).Select(state => BudgetDocument.Of(key, isValid, state))];
        }
        catch (StoreException e)
        {
            throw ApiProblem.StoreUnavailable(e.Message);
        }
    }
}

/// <summary>A budget of a key and what is spent of it.</summary>
internal sealed record BudgetDocument
{
    /// <summary>The key's id.</summary>
    public required string Key { get; init; }
    public required string Name { get; init; }
    public required decimal Usd { get; init; }
    public required BudgetPeriod Per { get; init; }

    /// <summary>What happens when it is spent.</summary>
    public required BudgetAction Then { get; init; }

    /// <summary>What calls have cost that began in this period, those included that are not on record yet. Calls of models without a known price cost nothing here.</summary>
    public required decimal SpentUsd { get; init; }

    /// <summary>0 when more was spent: calls under way when the last cent went are not broken off.</summary>
    public required decimal LeftUsd { get; init; }
    public required DateTimeOffset From { get; init; }

    /// <summary>When the next period begins; left out for a budget in total.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>`open`, `spent`, or `ended` where the key opens nothing any more.</summary>
    public required string State { get; init; }

    public static BudgetDocument Of(ApiKey key, bool isValid, BudgetState state) => new()
    {
        Key = key.Id, Name = key.Name, Usd = state.Budget.Usd, Per = state.Budget.Per, Then = state.Budget.Then, SpentUsd = state.SpentUsd, LeftUsd = Math.Max(0, state.Budget.Usd - state.SpentUsd),
        From = state.Window.From, To = state.Window.To, State = !isValid ? "ended" : state.IsSpent ? "spent" : "open",
    };
}

internal sealed record BudgetListDocument
{
    public required IReadOnlyList<BudgetDocument> Items { get; init; }
}
