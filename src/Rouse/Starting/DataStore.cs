using Rouse.Server.Storage;

namespace Rouse.Starting;

/// <summary>The database in the data folder.</summary>
static class DataStore
{
    /// <summary>Opened, and not yet written.</summary>
    /// <exception cref="StoreException">It cannot be used.</exception>
    public static StoreWriter Open(ServerSetup setup)
    {
        var path = setup.Data.PathOf(StoreDatabase.FileName);
        var store = new StoreWriter(
            () => StoreDatabase.Open(path, setup.Options.Store), setup.Time, setup.Log.Loggers.CreateLogger("Store"));
        try
        {
            store.Open();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }
}
