using Microsoft.Extensions.DependencyInjection.Extensions;
using Reprise.Datasets;
using Reprise.Datasets.Export;

namespace Reprise.Server.Datasets;

internal static class DatasetServices
{
    /// <summary>Datasets and their export. Expects both stores to be registered by others.</summary>
    public static IServiceCollection AddDatasets(this IServiceCollection services)
    {
        services.TryAddSingleton<SettingsDatasets>();
        services.TryAddSingleton<IDatasets>(s => s.GetRequiredService<SettingsDatasets>());
        services.TryAddSingleton<FilterCases>();
        services.TryAddSingleton<CaseExport>();
        return services;
    }
}
