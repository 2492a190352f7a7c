using Reprise.Budgets;
using Reprise.Capture;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Budgets;

internal static class BudgetServices
{
    /// <summary>The limits of keys at the gateway. Expects stores and the recorder to be registered by others.</summary>
    public static IServiceCollection AddBudgets(this IServiceCollection services)
    {
        services.AddSingleton(s => new KeySpends(s.GetRequiredService<IInteractionStore>(), s.GetRequiredService<ISettingsStore>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ICaptureObserver>(s => s.GetRequiredService<KeySpends>());
        services.AddSingleton<KeyGate>();
        return services.AddHostedService<BudgetKeeping>();
    }
}
