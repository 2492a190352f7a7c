using Microsoft.Extensions.DependencyInjection.Extensions;
using Reprise.Capture;
using Reprise.Encryption;
using Reprise.Privacy.Detection;
using Reprise.Privacy.Policies;
using Reprise.Server.Stores;
using Reprise.Settings;
using Reprise.Store;

namespace Reprise.Server.Privacy;

internal static class PrivacyServices
{
    /// <summary>What of each project's calls is recorded, and in what form. Expects the store of settings and the project secrets to be registered before.</summary>
    public static IServiceCollection AddPrivacy(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => Detector.BuiltIn.Remembering());
        services.AddSingleton(s => new PrivacyPolicies(s.GetRequiredService<ISettingsStore>(), s.GetRequiredService<Detector>(), s.GetRequiredService<IProjectSecrets>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => s.GetRequiredService<PrivacyPolicies>().Users);
        services.AddSingleton(s => new PrivacyChanges(s.GetRequiredService<ISettingsStore>(), s.GetRequiredService<PrivacyPolicies>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ICallGuard>(s => new CallGuard(s.GetRequiredService<PrivacyPolicies>(), s.GetRequiredService<CaptureCounters>()));
        services.AddSingleton(s => new RecordGuard(s.GetRequiredService<PrivacyPolicies>(), s.GetRequiredService<CaptureCounters>()));
        services.AddHttpContextAccessor();
        services.Decorate<IInteractionStore>(static (s, inner) => new RestrictedStore(inner, s.GetRequiredService<IHttpContextAccessor>()));
        return services.AddHostedService<PrivacyReading>();
    }
}
