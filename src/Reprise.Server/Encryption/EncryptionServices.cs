using Microsoft.Extensions.DependencyInjection.Extensions;
using Reprise.Encryption;
using Reprise.Server.Stores;
using Reprise.Settings;

namespace Reprise.Server.Encryption;

/// <summary>Keys, and what seals with them. Expects the settings store, where keys lie. <see cref="ISealer"/> is registered only where a master key is configured.</summary>
internal static class EncryptionServices
{
    /// <summary>The copy of the installation's wrapped keys in the data folder.</summary>
    public const string CopyName = "keys.json";

    public static IServiceCollection AddEncryption(this IServiceCollection services, IConfiguration configuration, string data)
    {
        var options = new EncryptionOptions();
        configuration.GetSection(EncryptionOptions.Section).Bind(options);
        var (current, previous) = (MasterKeys.Current(options), MasterKeys.Previous(options));
        services.TryAddSingleton(TimeProvider.System);
        var copy = current is null ? null : new KeyCopy(Path.Combine(data, CopyName));
        services.AddSingleton(s => new KeyShelf(s.GetRequiredService<SettingsEngine>().Store, current, previous, copy, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ISettingsStore>));
        services.AddSingleton(s => new PlainBefore(s.GetRequiredService<SettingsEngine>().Store, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IDataKeys>(s => new DataKeys(s.GetRequiredService<KeyShelf>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IProjectSecrets>(s => new ProjectSecrets(s.GetRequiredService<KeyShelf>()));
        return current is null ? services : services.AddSingleton<ISealer>(s => new Sealer(s.GetRequiredService<KeyShelf>()));
    }
}
