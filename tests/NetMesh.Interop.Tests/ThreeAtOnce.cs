// Most tests wait: for a distance, for a client's own clock, for a program that starts and has one thread to do it with. Two at once leave two cores idle nearly half of the
// time. More than three would take each other's processor time, and with it the speed that some of them wait for.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
