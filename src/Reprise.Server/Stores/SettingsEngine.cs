using Reprise.Settings;

namespace Reprise.Server.Stores;

/// <summary>The settings store as the engine has it, before anything is sealed or proven; for keys, which everything else needs. Opened and disposed of by the store that everybody uses.</summary>
internal sealed record SettingsEngine(ISettingsStore Store);
