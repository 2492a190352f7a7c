using Reprise.Access;
using Reprise.Client.Documents;
using Reprise.Routing;

namespace Reprise.Client;

public sealed partial class RepriseClient
{
    /// <summary>One key of the project; of administrators when <paramref name="installation"/>.</summary>
    public Task<KeyDocument> GetKeyAsync(string id, bool installation = false, CancellationToken cancellationToken = default) =>
        GetAsync(KeyPath(id, installation), ClientJson.Default.KeyDocument, cancellationToken);

    /// <summary>Sets what a key may do at the gateway; empty limits take those away that it had.</summary>
    public Task<KeyDocument> LimitKeyAsync(string id, KeyLimits limits, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Put, $"api/keys/{Uri.EscapeDataString(id)}/limits", Json(limits, ClientJson.Default.KeyLimits), ClientJson.Default.KeyDocument, cancellationToken);

    /// <summary>What keys may spend and have spent; of one key, or of all in the project.</summary>
    public async Task<IReadOnlyList<BudgetDocument>> ListBudgetsAsync(string? key = null, CancellationToken cancellationToken = default) =>
        (await GetAsync(key is null ? "api/budgets" : $"api/budgets/{Uri.EscapeDataString(key)}", ClientJson.Default.BudgetList, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>The routes of the project, in the order in which they are asked.</summary>
    public async Task<IReadOnlyList<RouteDocument>> ListRoutesAsync(CancellationToken cancellationToken = default) =>
        (await GetAsync("api/routes", ClientJson.Default.RouteList, cancellationToken).ConfigureAwait(false)).Items;

    /// <summary>One route.</summary>
    public Task<RouteDocument> GetRouteAsync(string name, CancellationToken cancellationToken = default) => GetAsync(RoutePath(name), ClientJson.Default.RouteDocument, cancellationToken);

    /// <summary>Sets a route, a new one or one there is.</summary>
    public Task<RouteDocument> SetRouteAsync(string name, RouteValues values, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Put, RoutePath(name), Json(values, ClientJson.Default.RouteValues), ClientJson.Default.RouteDocument, cancellationToken);

    /// <summary>Removes a route; its calls go out as they are.</summary>
    public Task RemoveRouteAsync(string name, CancellationToken cancellationToken = default) => DeleteAsync(RoutePath(name), cancellationToken);

    /// <summary>Where a request would go and why; nobody is called.</summary>
    public Task<RouteTestResult> TestRouteAsync(RouteTestRequest request, CancellationToken cancellationToken = default) =>
        ReadAsync(HttpMethod.Post, "api/routes/test", Json(request, ClientJson.Default.RouteTestRequest), ClientJson.Default.RouteTestResult, cancellationToken);

    /// <summary>Calls, errors, time, cost and measured quality of each target of a route.</summary>
    public Task<RouteReport> GetRouteReportAsync(string name, DateTimeOffset? from = null, DateTimeOffset? to = null, CancellationToken cancellationToken = default) =>
        GetAsync(new QueryText($"{RoutePath(name)}/report").And("from", from).And("to", to).ToString(), ClientJson.Default.RouteReport, cancellationToken);

    private static string RoutePath(string name) => $"api/routes/{Uri.EscapeDataString(name)}";
}
