namespace Reprise.Storage.Tests.Settings;

public sealed class InMemorySettingsTests() : SettingsConformance(new MemorySettingsFixture());
public sealed class SqliteSettingsTests() : SettingsConformance(new SqliteSettingsFixture());
public sealed class PostgresSettingsTests() : SettingsConformance(new PostgresSettingsFixture());
public sealed class EncryptedSettingsTests() : SettingsConformance(new EncryptedSettingsFixture());
