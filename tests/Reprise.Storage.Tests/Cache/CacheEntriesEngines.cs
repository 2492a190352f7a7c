using Reprise.Cache.Entries;
using Reprise.Storage.Sqlite.Cache;

namespace Reprise.Storage.Tests.Cache;

public sealed class InMemoryCacheEntriesTests : CacheEntriesConformance
{
    protected override ICacheEntries Create() => new InMemoryCacheEntries();
}

public sealed class SqliteCacheEntriesTests : CacheEntriesConformance
{
    private readonly TemporaryFolder _folder = new();
    private int _files;

    protected override ICacheEntries Create() => new SqliteCacheEntries(_folder.File($"new/{_files++}/cache.db"), TimeProvider.System);

    public override void Dispose()
    {
        base.Dispose();
        _folder.Dispose();
    }
}
